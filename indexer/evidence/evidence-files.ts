import { asBase64 } from '#shared/base64.ts';
import { readCode } from '#shared/chain/audit/attachments.ts';
import { type CollectEvidenceError, collectEvidence } from '#shared/chain/audit/collect-evidence.ts';
import { evidenceOf } from '#shared/chain/audit/readings.ts';
import type { Clock } from '#shared/clock.ts';
import type { EventVersions } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { sha256 } from '#shared/sha256.ts';
import { readDocument } from '../ingest/fetch-documents.ts';
import { keepMovementsOf } from '../ingest/keep-movements.ts';
import type { Source } from '../ingest/rpc-source.ts';
import { readCheckpoint } from '../models/checkpoint.ts';
import { type EventRow, eventRow } from '../models/events.ts';
import type { Database } from '../models/schema.ts';
import type { SnapshotRead } from '../models/snapshot-read.ts';
import { eventProof } from '../views/event-proof.ts';
import { storedEvents } from './stored-events.ts';

type EvidenceOptions = {
	db: Database;
	read: SnapshotRead;
	source: Source;
	rpcUrl: string;
	network: string;
	registry: string;
	/** Where events' documents are. */
	base: URL;
	versions?: EventVersions | undefined;
	clock: Clock;
};

/** A file's bytes and its ETag, made once: a second request costs neither JSON nor a hash. */
export type EvidenceFile = { json: Uint8Array<ArrayBuffer>; tag: string };
/** `asker`: the network that a request comes from. */
export type EvidenceFiles = (wanted: string, asker: string) => Promise<EvidenceFile>;
export type EvidenceError = CollectEvidenceError | PassaError<'EVENT_NOT_FOUND' | 'EVIDENCE_BUSY'>;

/** One file costs dozens of requests to the node. */
const keptMilliseconds = 30_000;
const mostKept = 8;
const mostAtOnce = 6;
const busySeconds = 5;

/**
 * Evidence files of events, by number or address: the stored events and proofs, and what the node has now. All who
 * ask within half a minute get the same file. At most six are made at a time, one for each asker, so that nobody
 * blocks the others. Throws EvidenceError; EVIDENCE_BUSY says when to ask again.
 */
export function evidenceFiles(options: EvidenceOptions): EvidenceFiles {
	const kept = new Map<string, { file: Promise<EvidenceFile>; until: number }>();
	const askers = new Set<string>();
	const make = async (event: EventRow, asker: string): Promise<EvidenceFile> => {
		if (askers.has(asker) || askers.size >= mostAtOnce) throw busy();
		askers.add(asker);
		try {
			return await fileOf(options, event);
		} catch (error) {
			throw unavailable(error);
		} finally {
			askers.delete(asker);
		}
	};
	return async (wanted, asker) => {
		const event = await options.read((db) => eventRow(db, wanted));
		const known = kept.get(event.address);
		if (known && known.until > options.clock.now()) return known.file;
		const file = make(event, asker);
		kept.delete(event.address);
		kept.set(event.address, { file, until: options.clock.now() + keptMilliseconds });
		for (const oldest of [...kept.keys()].slice(0, -mostKept)) kept.delete(oldest);
		file.catch(() => kept.get(event.address)?.file === file && kept.delete(event.address));
		return file;
	};
}

/** A refusal by the node is not the asker's fault, and may pass: 503 instead of 400. */
const unavailable = (error: unknown): unknown =>
	error instanceof PassaError && error.status === 400
		? new PassaError(error.code, error.message, { cause: error, status: 503 })
		: error;

const busy = () =>
	new PassaError('EVIDENCE_BUSY', `Other evidence is being read. Try again in ${busySeconds} seconds.`, {
		status: 503,
		detail: { retryAfter: busySeconds },
	});

async function fileOf(options: EvidenceOptions, event: EventRow): Promise<EvidenceFile> {
	const { read, rpcUrl, network: passphrase, registry, base } = options;
	const { ledger } = await read(readCheckpoint);
	await keepMovementsOf({ ...options, ledger }, event.no);
	const source = {
		...{ rpcUrl, passphrase, registry, usdc: event.usdc, sinceLedger: event.announcedLedger },
		events: await read((db) => storedEvents(db, event, registry)),
		keptProof: (id: string) => read(async (db) => (await eventProof(db, id)).proof),
		...(options.versions ? { versions: options.versions } : {}),
	};
	const evidence = await collectEvidence(source, event.address);
	const { wasmHash, terms } = evidence.state;
	const code = wasmHash && (await readCode(rpcUrl, wasmHash));
	const document = await readDocument(base, { uri: terms.uri, hash: hex(terms.metadata_hash) });
	const json = JSON.stringify(evidenceOf({ ...evidence, code, document: document && asBase64(document) }));
	const bytes = new TextEncoder().encode(json);
	return { json: bytes, tag: `"${await sha256(bytes)}"` };
}
