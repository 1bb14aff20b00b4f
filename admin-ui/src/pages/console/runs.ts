import { Observable } from '../../api/observable';
import { signIn } from '../../api/session';
import { SqlRun, type Origin, type Script } from './run';

/** The newest run of each tab that still has one, in the order in which they began. */
export const runs = new Observable<ReadonlyMap<string, SqlRun>>(new Map());

/** Of so many tabs the results are kept; with the bound of a run this bounds the memory of the page. */
export const MAX_RUNS = 3;

/** Runs a script in a tab. */
export function startRun(tab: string, script: Script, origin: Origin): SqlRun {
  dropRun(tab);
  const run = new SqlRun(script, origin);
  const kept = new Map(runs.value).set(tab, run);
  for (const [other, old] of kept) {
    if (kept.size > MAX_RUNS && old.isOver) {
      kept.delete(other);
    }
  }
  runs.set(kept);
  void run.start();
  return run;
}

/** Forgets the run of a tab; one that is under way is cancelled. */
export function dropRun(tab: string): void {
  const old = runs.value.get(tab);
  if (old !== undefined) {
    void old.cancel();
    runs.set(new Map([...runs.value].filter(([other]) => other !== tab)));
  }
}

signIn.subscribe(() => {
  if (signIn.value.state === 'signed-out') {
    [...runs.value.keys()].forEach(dropRun);
  }
});
