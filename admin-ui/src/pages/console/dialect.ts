import { PostgreSQL, SQLDialect } from '@codemirror/lang-sql';

const KEYWORDS = `
  access_level add all alter and anti any as asc asof auto_increment begin between bundle by cascade case cast collate
  column commit compact create cross current_timestamp current_user dba default delete desc describe distinct drop dry
  else end escape except exists explain analyze false file filter first flush flush_policy following for from full group
  grouping having if ilike in inner insert intersect interval into is job join key kill last lateral left like limit
  manifest modify namespace namespaces natural not null nulls offset on or order outer over partition password
  preceding primary private public qualify range recursive rename replace restricted retention returning right role
  rollback rows run scrub seconds select semi service set shared show similar start stats storage stream table tables
  tblproperties then to transaction true ttl ttl_seconds type unbounded union unique update user using values when where
  window with work`;

const TYPES = `
  bigint binary blob bool boolean bytea bytes date datetime decimal double float int integer json numeric precision real
  smallint string text time timestamp uuid varbinary varchar`;

/** The words that Firn understands (docs/sql.md), in the lexical rules of PostgreSQL. */
export const FIRN_SQL = SQLDialect.define({
  ...PostgreSQL.spec,
  keywords: KEYWORDS.trim().replace(/\s+/g, ' '),
  types: TYPES.trim().replace(/\s+/g, ' '),
  builtin: 'snowflake_id uuid_v7 ulid now current_user',
});
