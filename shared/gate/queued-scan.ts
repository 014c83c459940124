import type { EntryAnswer } from './entry-answer.ts';

/**
 * A decision that a device made alone, as it uploads it. `scanned`: the text of the code, which proves it. `at`: by its
 * corrected clock, milliseconds since 1970. `asked`: the nonce under which it had asked the service, which was too slow;
 * null if it did not ask.
 */
export type QueuedScan = {
	nonce: string;
	asked: string | null;
	scanned: string;
	direction: 'in' | 'out';
	at: number;
	answer: EntryAnswer;
};

/** The same as the device keeps it. `ticket`: the one that its list found for the code, decimal; null: none. */
export type KeptDecision = QueuedScan & { ticket: string | null };

/** An older release kept no codes: the service takes its entries as a claim alone. */
export const asUploaded = ({ nonce, asked, scanned, direction, at, answer }: KeptDecision): QueuedScan => ({
	...{ nonce, asked: asked ?? null, scanned: scanned ?? '', direction, at, answer },
});
