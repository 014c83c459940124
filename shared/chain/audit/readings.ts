import type { RawEvent } from '#shared/contract/raw-event.ts';
import { PassaError } from '#shared/errors.ts';
import {
	digits,
	entry,
	type Form,
	fieldsOf,
	flag,
	ledger,
	listOf,
	oneOf,
	rawEvent,
	text,
	Unreadable,
	unreadable,
} from '../forms.ts';
import type { Entry } from '../rpc.ts';
import type { FoundProof } from './fetch-proofs.ts';

/**
 * What an audit read, as it was read: everything that it checks follows from this alone. As JSON it is an evidence
 * file, which anybody can check later, on a machine without a network. It needs no trust where consensus or the
 * contract's log proves it; the entries are what the source stated.
 */
export type Readings = {
	source: ReadSource;
	/** The registry's announcement of the event. */
	announced: RawEvent;
	/** The contract's own events, and the asset's movements that concern them, as the RPC sent them. */
	raw: RawEvent[];
	moves: RawEvent[];
	/** The last ledger that the events cover. */
	ledger: number;
	/** The entries that the events lead to. One that the source did not have is missing. */
	entries: Entry[];
	/** The RPC's newest ledger, and the Unix second in which it closed. */
	newestLedger: number;
	closedAt: bigint;
	/** When it was read, in milliseconds by the reader's clock. */
	readAt: number;
	/** Proofs of the newest events, newest first. */
	proofs: FoundProof[];
	/** The code that the event's contract runs, in base64. Null where it was not read. */
	code: string | null;
	/** The event's document, byte for byte. Null where it was not read. */
	document: string | null;
};

/** `registryNamed`: the auditor named the registry. Else the event did, and anybody may run our code as one. */
export type ReadSource = { passphrase: string; registry: string; registryNamed: boolean; usdc: string };

const format = 'passa-evidence-1';

/** Every event of the readings, for `Source.events`. */
export const eventsOf = ({ announced, raw, moves }: Readings): RawEvent[] => [announced, ...raw, ...moves];

/** An event without what an RPC writes beside it. */
const eventOf = (event: RawEvent): RawEvent => {
	const { id, ledger, ledgerClosedAt, contractId, txHash, topic, value, inSuccessfulContractCall } = event;
	return { id, ledger, ledgerClosedAt, contractId, txHash, topic, value, inSuccessfulContractCall };
};

/** An evidence file's content, for JSON. */
export function evidenceOf(readings: Readings) {
	const { source, announced, raw, moves, ledger, entries, newestLedger, closedAt, readAt } = readings;
	const { proofs, code, document } = readings;
	const { passphrase, registry, registryNamed, usdc } = source;
	return {
		format,
		source: { passphrase, registry, registryNamed, usdc },
		...{ announced: eventOf(announced), raw: raw.map(eventOf), moves: moves.map(eventOf), ledger },
		entries: entries.map(({ key, xdr, lastModifiedLedgerSeq }) => ({ key, xdr, lastModifiedLedgerSeq })),
		...{ newestLedger, closedAt: String(closedAt), readAt },
		...{ proofs, code, document },
	};
}

/** An evidence file's text. */
export const evidenceText = (readings: Readings): string =>
	`${JSON.stringify(evidenceOf(readings), null, '\t')}\n`;

const nullable =
	<T>(form: Form<T>): Form<T | null> =>
	(value, at) =>
		value === null ? null : form(value, at);

/** The last moment that a Date can hold. */
const mostMilliseconds = 8_640_000_000_000_000;
const moment: Form<number> = (value, at) =>
	Number.isInteger(value) && (value as number) >= 0 && (value as number) <= mostMilliseconds
		? (value as number)
		: unreadable(at, 'a moment in milliseconds');

/** An RPC gives events of failed calls, too. They count for nothing, so none is in a file. */
const happened: Form<RawEvent> = (value, at) => {
	const event = rawEvent(value, at);
	return event.inSuccessfulContractCall ? event : unreadable(at, 'of a call that succeeded');
};

/** A proof of an event, as a file or an indexer gives it. */
export const foundProof: Form<FoundProof> = fieldsOf({
	id: text,
	proof: nullable(fieldsOf({ success: text, results: text, headers: listOf(text) })),
});

const file = fieldsOf({
	format: oneOf(format),
	source: fieldsOf({ passphrase: text, registry: text, registryNamed: flag, usdc: text }),
	announced: happened,
	raw: listOf(happened),
	moves: listOf(happened),
	ledger,
	entries: listOf(entry),
	newestLedger: ledger,
	closedAt: digits,
	readAt: moment,
	proofs: listOf(foundProof),
	code: nullable(text),
	document: nullable(text),
});

/** What an evidence file holds. Throws EVIDENCE_UNREADABLE with the place that is wrong. */
export function readingsIn(evidence: string): Readings {
	try {
		const { format: _format, closedAt, ...rest } = file(JSON.parse(evidence), 'the file');
		if (rest.ledger > rest.newestLedger)
			unreadable(`ledger ${rest.ledger}`, `one that its source had: its newest was ${rest.newestLedger}`);
		return { ...rest, closedAt: BigInt(closedAt) };
	} catch (cause) {
		const why = cause instanceof Unreadable ? cause.message : notJson(evidence);
		throw new PassaError('EVIDENCE_UNREADABLE', `This is no evidence file: ${why}.`, { cause });
	}
}

/** Why a text is no JSON: a download that broke off begins as a file does. */
function notJson(evidence: string): string {
	const begun = evidence.trim();
	if (begun === '') return 'it is empty';
	return begun.startsWith('{') ? 'it is damaged, or only a part of it was saved' : 'it is not JSON';
}
