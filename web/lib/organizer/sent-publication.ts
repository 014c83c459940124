/** An event whose publication was sent. `until`: how long it can still arrive, in Unix milliseconds. */
export type Sent = { event: string; until: number };

const keyOf = (id: string): string => `passa.publishing.${id}`;
/** A transaction is valid for a minute, and one or two ledgers may pass before it is seen. */
const arrivesWithinMs = 90_000;

/** Survives a reload after sending. Without storage, another attempt still finds the event. */
export function keepSent(id: string, event: string, now: number): void {
	try {
		localStorage.setItem(keyOf(id), JSON.stringify({ event, until: now + arrivesWithinMs }));
	} catch {}
}

export function readSent(id: string): Sent | null {
	try {
		const kept = JSON.parse(localStorage.getItem(keyOf(id)) ?? 'null') as Partial<Sent> | null;
		return kept?.event && Number.isFinite(kept.until) ? (kept as Sent) : null;
	} catch {
		return null;
	}
}

export function forgetSent(id: string): void {
	try {
		localStorage.removeItem(keyOf(id));
	} catch {}
}
