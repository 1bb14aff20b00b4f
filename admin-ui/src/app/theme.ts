import { Observable } from '../api/observable';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'firn.theme';
const DARK_CLASS = 'pf-v6-theme-dark';
const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)');

/** What the user chose; kept in this browser. */
export const theme = new Observable<Theme>(read());
/** Whether the pages are dark now, for what is drawn without PatternFly. */
export const dark = new Observable<boolean>(false);

function read(): Theme {
  const kept = localStorage.getItem(KEY);
  return THEMES.find((known) => known === kept) ?? 'system';
}

/** Follows the choice and, for system, the browser's. Called once. */
export function applyTheme(): void {
  const apply = () => {
    dark.set(theme.value === 'dark' || (theme.value === 'system' && systemIsDark.matches));
    document.documentElement.classList.toggle(DARK_CLASS, dark.value);
    document.documentElement.style.colorScheme = dark.value ? 'dark' : 'light';
  };
  systemIsDark.addEventListener('change', apply);
  theme.subscribe(apply);
  apply();
}

export function chooseTheme(chosen: Theme): void {
  localStorage.setItem(KEY, chosen);
  theme.set(chosen);
}
