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

/** A pass is shorter. What is longer was refused, and its beginning tells as much. */
const mostOfCode = 500;
/** Scans and bytes of one upload: the service takes 64 kB. */
const [mostScans, mostBytes] = [100, 60 * 1024];

/** An older release kept no codes: the service takes its entries as a claim alone. */
const asUploaded = ({ nonce, asked, scanned, direction, at, answer }: KeptDecision): QueuedScan => ({
	...{ nonce, asked: asked ?? null, scanned: (scanned ?? '').slice(0, mostOfCode), direction, at, answer },
});

/** The first decisions of a queue that one upload carries: at least one, whatever was scanned. */
export function nextUpload(queue: readonly KeptDecision[]): QueuedScan[] {
	const scans: QueuedScan[] = [];
	let bytes = 0;
	for (const kept of queue.slice(0, mostScans)) {
		const scan = asUploaded(kept);
		bytes += new TextEncoder().encode(JSON.stringify(scan)).length + 1;
		if (bytes > mostBytes && scans.length > 0) break;
		scans.push(scan);
	}
	return scans;
}
