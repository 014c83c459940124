import type { Powers } from '../event-version.ts';
import { PackedReader } from './packed-reader.ts';

const maxGates = 16;
const maxPayees = 10;

/** What is written a few times in an event's life: contracts/event/src/records/state.rs. Throws ENTRY_UNEXPECTED. */
export function decodePowers(value: unknown): Powers {
	const r = new PackedReader(value, "an event's state");
	return {
		cancelledAt: r.time(),
		postponedBy: r.time(),
		frozenAt: r.time(),
		frozenUntil: r.time(),
		window: { at: r.time(), until: r.time(), version: r.u32() },
		gates: r.list(maxGates, () => r.address()),
		redirects: r.list(maxPayees, () => ({ payee: r.count(maxPayees - 1), from: r.time(), to: r.payTo() })),
	};
}
