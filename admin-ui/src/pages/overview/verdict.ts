import type { Overview } from '../../api/overview';
import { count, duration } from '../../format/units';

export interface Verdict {
  level: 'success' | 'warning' | 'danger';
  title: string;
  text: string;
}

/** Whether the flush keeps up, from the worst thing that is known. */
export function verdictOf(overview: Overview): Verdict {
  const { health, buffer, lag, attention, attention_total: total } = overview;
  if (health.status === 'read-only') {
    return { level: 'danger', title: 'The store is read-only', text: 'Writes are refused until it is reopened.' };
  }
  if (overview.disks.some(({ level }) => level === 'full')) {
    return { level: 'danger', title: 'The disk is full', text: 'Nothing can be written until there is room again.' };
  }
  if (buffer.level === 'hard') {
    return { level: 'danger', title: 'The flush does not keep up', text: 'The buffer is full: writers are refused until a flush has made room.' };
  }
  if (buffer.level === 'soft') {
    return { level: 'warning', title: 'The flush hardly keeps up', text: 'The buffer is large: writers are delayed so that the flush can catch up.' };
  }
  const things = `${count(total)} ${total === 1 ? 'thing needs' : 'things need'} attention`;
  if (attention.some(({ severity }) => severity === 'danger')) {
    return { level: 'danger', title: things, text: 'Rows are stored and can be queried; what failed is below, with what to do.' };
  }
  if (total > 0) {
    return { level: 'warning', title: things, text: 'What it is, and what to do, is below.' };
  }
  if (lag !== null && lag.overdue_seconds > 0) {
    return {
      level: 'success',
      title: 'The flush keeps up',
      text: `The oldest rows are ${duration(lag.overdue_seconds * 1000)} past their table’s interval and about to be flushed.`,
    };
  }
  return { level: 'success', title: 'The flush keeps up', text: 'Nothing needs attention.' };
}
