import { useEffect, useRef, useState } from 'react';
import { loadWorkspace, saveWorkspace, type Workspace } from './workspace';

const SAVE_MILLIS = 400;

/** The workspace of a user, kept in the browser as it changes. */
export function useWorkspace(user: string): {
  workspace: Workspace;
  change: (change: (old: Workspace) => Workspace) => void;
  /** False when the browser refuses to keep it. */
  saved: boolean;
} {
  const [workspace, change] = useState(() => loadWorkspace(localStorage, user));
  const [saved, setSaved] = useState(true);
  const current = useRef(workspace);
  useEffect(() => {
    current.current = workspace;
    const timer = setTimeout(() => setSaved(saveWorkspace(localStorage, user, workspace)), SAVE_MILLIS);
    return () => clearTimeout(timer);
  }, [user, workspace]);
  useEffect(() => {
    const save = () => void saveWorkspace(localStorage, user, current.current);
    window.addEventListener('pagehide', save);
    return () => {
      window.removeEventListener('pagehide', save);
      save();
    };
  }, [user]);
  return { workspace, change, saved };
}
