import type { DraftContent } from '#platform/client.ts';

/** What is written and not saved yet, and the version it is based on. */
export type Backup = { version: number; base: DraftContent; content: DraftContent };

const keyOf = (id: string): string => `passa.draft.${id}`;

/** Only while something is unsaved: a browser that is closed, or has no network, loses nothing. */
export function keepBackup(id: string, backup: Backup | null): void {
	try {
		if (backup) localStorage.setItem(keyOf(id), JSON.stringify(backup));
		else localStorage.removeItem(keyOf(id));
	} catch {
		// A browser without storage, or with a full one, still has the page itself.
	}
}

export function readBackup(id: string): Backup | null {
	try {
		const kept = JSON.parse(localStorage.getItem(keyOf(id)) ?? 'null') as Partial<Backup> | null;
		return kept?.content && kept.base && Number.isInteger(kept.version) ? (kept as Backup) : null;
	} catch {
		return null;
	}
}
