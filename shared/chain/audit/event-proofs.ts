import { isLogged } from '#shared/contract/passa-event.ts';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import { type AuditCheck, equal, none } from './check.ts';
import type { Evidence } from './evidence.ts';
import { type ProvenLedger, verifyProof } from './verify-proof.ts';

export type EventProofs = {
	checks: AuditCheck[];
	/** The ledger of the newest event; null where its proof was not to be had, or does not hold. */
	newest: ProvenLedger | null;
	/**
	 * The ledger of the newest event in the log, in the same way: a later event of one ticket's life proves nothing of
	 * the log.
	 */
	logged: ProvenLedger | null;
	/** Ids of the events whose ledger, time and transaction are proved. Of all others they are as the RPC states them. */
	proven: Set<string>;
};

/**
 * The newest event is in its ledger: the log proves the contents of all events before it. Neither the log nor the state
 * covers an event's ledger, time and transaction; a proof of its own does.
 */
export function verifyProofs({ raw, events, proofs, second, file, archives }: Evidence): EventProofs {
	const byId = new Map(raw.map((e) => [e.id, e]));
	const proven = new Set<string>();
	const forged: string[] = [];
	const newestLogged = raw[events.findLastIndex(isLogged)];
	let newest: ProvenLedger | null = null;
	let logged: ProvenLedger | null = null;
	const checks: AuditCheck[] = [];
	for (const { id, proof } of proofs) {
		const event = byId.get(id);
		if (!event || !proof) continue;
		const isNewest = event === raw.at(-1);
		const { ledger, fault } = faultOf(event, () => verifyProof(event, proof)[0]!);
		const others = [second, file, ...archives].map((of) => ledger && of?.ledgers?.get(ledger.ledger));
		// Where the newest event's proof does not hold, the check below says so.
		if (isNewest && !ledger) newest = null;
		else if (fault || others.some((theirs) => theirs && theirs !== 'gone' && theirs.hash !== ledger?.hash))
			forged.push(`${id} (${fault ?? 'another ledger'})`);
		else proven.add(id);
		if (event === newestLogged) logged = ledger;
		if (!isNewest) continue;
		newest = ledger;
		const name = 'newest_proved' as const;
		checks.push(
			ledger
				? equal(name, event.ledger, ledger.ledger)
				: { name, ok: false, expected: 'a proof', found: fault! },
		);
	}
	checks.push(none('places_proved', [...forged, ...misplaced(raw)]));
	return { checks, newest, logged, proven };
}

/** What is wrong with an event's place, by its proof. */
function faultOf(
	event: RawEvent,
	verify: () => ProvenLedger,
): { ledger: ProvenLedger | null; fault: string | null } {
	try {
		const ledger = verify();
		if (ledger.ledger !== event.ledger) return { ledger, fault: `in ledger ${ledger.ledger}` };
		if (ledger.closedAt !== secondOf(event)) return { ledger, fault: 'at another time' };
		return { ledger, fault: null };
	} catch (error) {
		return { ledger: null, fault: (error as Error).message };
	}
}

const secondOf = (event: RawEvent): bigint => BigInt(Math.floor(Date.parse(event.ledgerClosedAt) / 1000));

/** What needs no proof: an id names its ledger, a ledger has one time, and a later one a later time. */
function misplaced(raw: RawEvent[]): string[] {
	return raw
		.filter((event, i) => {
			const before = raw[i - 1];
			const inId = Number(BigInt(event.id.split('-')[0]!) >> 32n);
			if (inId !== event.ledger) return true;
			if (!before) return false;
			const [earlier, now] = [Date.parse(before.ledgerClosedAt), Date.parse(event.ledgerClosedAt)];
			return before.ledger === event.ledger ? earlier !== now : !(earlier < now);
		})
		.map((event) => `${event.id} (not in its order)`);
}
