import { rowsOf } from './sql';

/** A setting of the server. */
export interface Setting {
  name: string;
  /** Null when it is not set; masked when it is a secret. */
  value: string | null;
  default_value: string | null;
  /** `default`, or what gave the value. */
  origin: string;
  unit: string | null;
  description: string;
  is_secret: boolean;
}

export function listSettings(signal?: AbortSignal): Promise<Setting[]> {
  const sql = `SELECT name, value, default_value, origin, unit, description, is_secret
    FROM system.settings ORDER BY name LIMIT 1000`;
  return rowsOf<Setting>(sql, [], signal);
}
