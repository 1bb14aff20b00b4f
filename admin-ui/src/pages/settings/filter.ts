import type { Setting } from '../../api/settings';

/** Settings that hold every word of a search, in any case, in name or description; only changed ones on request. */
export function fitting(settings: readonly Setting[], search: string, changedOnly: boolean): Setting[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return settings.filter(({ name, description, origin }) => {
    const text = `${name} ${description}`.toLowerCase();
    return (!changedOnly || origin !== 'default') && words.every((word) => text.includes(word));
  });
}

/** What a setting is about: the second word of its name, `flush` of `firn.flush.threads`. */
export function groupOf({ name }: Setting): string {
  return name.split('.')[1] ?? '';
}
