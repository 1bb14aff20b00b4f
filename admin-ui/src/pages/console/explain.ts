/** A row of EXPLAIN, by its columns. */
export interface PlanStep {
  table_name: string;
  step: string;
  detail: string;
  mention: number;
  tier: 'hot' | 'cold' | null;
  file_id: string | null;
  file_name: string | null;
  row_count: string | null;
  reason: string | null;
}

/** How one mention of a table is read. */
export interface TablePlan {
  mention: number;
  table: string;
  /** What concerns both tiers, such as `key lookup`, `counter` or `versions`. */
  notes: PlanStep[];
  hot: PlanStep | undefined;
  cold: PlanStep | undefined;
  filesRead: PlanStep[];
  filesPruned: PlanStep[];
  /** Says how many files EXPLAIN left out. */
  moreFiles: PlanStep | undefined;
}

export interface Plan {
  tables: TablePlan[];
  /** What ANALYZE adds about the whole query. */
  totals: PlanStep[];
}

const COLUMNS = ['table_name', 'step', 'detail', 'mention', 'tier', 'file_id', 'file_name', 'row_count', 'reason'];

/** Whether columns are those of EXPLAIN. */
export function isPlan(columns: readonly { name: string }[]): boolean {
  return columns.length === COLUMNS.length && columns.every(({ name }, i) => name === COLUMNS[i]);
}

/** The answer of EXPLAIN as a tree: mention, tier, file. */
export function planOf(rows: readonly unknown[][]): Plan {
  const plan: Plan = { tables: [], totals: [] };
  for (const row of rows) {
    const step = Object.fromEntries(COLUMNS.map((name, i) => [name, row[i]])) as unknown as PlanStep;
    if (step.mention === 0 && step.step !== 'no table') {
      plan.totals.push(step);
    } else {
      add(tableOf(plan, step), step);
    }
  }
  return plan;
}

function tableOf(plan: Plan, step: PlanStep): TablePlan {
  let table = plan.tables.find(({ mention }) => mention === step.mention);
  if (table === undefined) {
    table = {
      mention: step.mention,
      table: step.table_name,
      notes: [],
      hot: undefined,
      cold: undefined,
      filesRead: [],
      filesPruned: [],
      moreFiles: undefined,
    };
    plan.tables.push(table);
  }
  return table;
}

function add(table: TablePlan, step: PlanStep): void {
  switch (step.step) {
    case 'hot rows':
      table.hot = step;
      break;
    case 'data files':
      table.cold = step;
      break;
    case 'file':
      table.filesRead.push(step);
      break;
    case 'file not read':
      table.filesPruned.push(step);
      break;
    case 'files':
      table.moreFiles = step;
      break;
    default:
      table.notes.push(step);
  }
}
