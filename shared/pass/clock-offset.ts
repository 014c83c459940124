/**
 * One answer of a server that said its time. All in milliseconds; `sent` and `received` by the device's clock, `server`
 * by the server's while it answered.
 */
export type ClockSample = { sent: number; received: number; server: number };

/** What to add to the device's clock, and how far it may still be wrong. In milliseconds. */
export type ClockOffset = { offset: number; uncertainty: number };

/**
 * The server answered at some moment between `sent` and `received`, so the quickest answer says the most. Null without
 * a sample. A sample whose answer came before its question is left out: the clock was set meanwhile.
 */
export function clockOffset(samples: readonly ClockSample[]): ClockOffset | null {
	let best: ClockOffset | null = null;
	for (const { sent, received, server } of samples) {
		if (!(received >= sent) || !Number.isFinite(server)) continue;
		const uncertainty = (received - sent) / 2;
		if (best && best.uncertainty <= uncertainty) continue;
		best = { offset: server - (sent + received) / 2, uncertainty };
	}
	return best;
}
