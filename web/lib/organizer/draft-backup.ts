import type { DraftContent } from '#platform/client.ts';

/** An unsaved draft, and the version that it is based on. */
export type Backup = { version: number; base: DraftContent; content: DraftContent };

const keyOf = (id: string): string => `passa.draft.${id}`;

/** Stores the unsaved draft in this browser, so that closing it or losing the network loses nothing. Null deletes it. */
export function keepBackup(id: string, backup: Backup | null): void {
	try {
		if (backup) localStorage.setItem(keyOf(id), JSON.stringify(backup));
		else localStorage.removeItem(keyOf(id));
	} catch {
		// Without storage, or with full storage, the page itself still holds the draft.
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
