/** How many rows of a result are kept, and how many characters of all results of a run. The rest is to be exported. */
export const MAX_ROWS = 200_000;
export const MAX_CHARACTERS = 64 * 1024 * 1024;
const PARSED_BLOCKS = 24;

/** The room that the results of one run share. */
export class RowBudget {
  private used = 0;

  constructor(readonly limit = MAX_CHARACTERS) {}

  /** Takes room; false, and none taken, when there is not enough left. */
  take(characters: number): boolean {
    const fits = this.used + characters <= this.limit;
    this.used += fits ? characters : 0;
    return fits;
  }
}

/** Rows as JSON text in blocks, parsed when they are looked at: a result takes little more memory than its text. */
export class ResultRows {
  private readonly blocks: { first: number; count: number; json: string }[] = [];
  /** Parsed blocks, the one that was used last at the end. */
  private readonly parsed = new Map<number, unknown[][]>();
  length = 0;

  constructor(
    private readonly budget = new RowBudget(),
    private readonly limit = MAX_ROWS,
  ) {}

  /** Adds a block of rows; false when some or all of them are left out because a limit is reached. */
  add(json: string, count: number): boolean {
    const room = this.limit - this.length;
    if (count > room) {
      const rows = JSON.parse(`[${json}]`) as unknown[];
      this.push(JSON.stringify(rows.slice(0, room)).slice(1, -1), room);
      return false;
    }
    return this.push(json, count);
  }

  private push(json: string, count: number): boolean {
    const fits = count > 0 && this.budget.take(json.length);
    if (fits) {
      this.blocks.push({ first: this.length, count, json });
      this.length += count;
    }
    return fits;
  }

  row(index: number): unknown[] {
    const block = this.blockOf(index);
    return this.parse(block)[index - this.blocks[block]!.first]!;
  }

  private blockOf(index: number): number {
    let low = 0;
    let high = this.blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.blocks[middle]!.first <= index) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private parse(block: number): unknown[][] {
    const rows = this.parsed.get(block) ?? (JSON.parse(`[${this.blocks[block]!.json}]`) as unknown[][]);
    this.parsed.delete(block);
    this.parsed.set(block, rows);
    if (this.parsed.size > PARSED_BLOCKS) {
      this.parsed.delete(this.parsed.keys().next().value!);
    }
    return rows;
  }
}
