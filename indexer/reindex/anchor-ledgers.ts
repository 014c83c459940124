import { inArray } from 'drizzle-orm';
import type { Archive } from '#shared/chain/archive/archive.ts';
import { readArchive } from '#shared/chain/archive/read-archive.ts';
import { readLedgerHashes } from '#shared/chain/audit/second-source.ts';
import { call } from '#shared/chain/rpc.ts';
import { checkNetwork } from '#shared/chain/rpc-nodes.ts';
import { PassaError } from '#shared/errors.ts';
import { ledgers } from '../models/ledgers.ts';
import type { Reader } from '../models/schema.ts';
import type { ProvedLedger } from './file-proofs.ts';

/** Who can say whether a file's ledgers are the network's: history archives, and a node. */
export type Anchors = { archives: Archive[]; rpcUrl: string | null };

/**
 * `anchored`: how many of a file's new ledgers somebody else has, too. `unanchored`: those that only the file knows.
 */
export type AnchoredLedgers = { anchored: number; unanchored: number[]; faults: string[] };

type Claim = ProvedLedger['row'];
type Found = Map<number, { hash: string } | 'gone' | null>;

/**
 * Compares ledgers that only a file proves with those that are stored, with archives and with a node. A header
 * carries no signature: the writer of a file can write its headers, too, and proofs that end in them. Throws
 * SOURCE_DIVERGENT where somebody has another ledger of that number.
 */
export async function anchorLedgers(
	db: Reader,
	network: string,
	claims: Claim[],
	{ archives, rpcUrl }: Anchors,
): Promise<AnchoredLedgers> {
	const wanted = claims.map(({ sequence }) => sequence).sort((a, b) => a - b);
	if (wanted.length === 0) return { anchored: 0, unanchored: [], faults: [] };
	const left = new Set(wanted);
	const faults: string[] = [];
	const compare = (name: string, found: Found) => {
		for (const { sequence, hash } of claims) {
			const theirs = found.get(sequence);
			if (!theirs || theirs === 'gone') continue;
			if (theirs.hash !== hash) throw divergent(sequence, hash, name, theirs.hash);
			left.delete(sequence);
		}
	};
	compare('the index', await namedByStored(db, wanted));
	for (const archive of archives) {
		const reading = await readArchive(archive, network, wanted);
		compare(archive.name, reading.ledgers);
		if (reading.fault) faults.push(`${archive.name}: ${reading.fault.code}, ${reading.fault.message}`);
	}
	if (rpcUrl !== null && left.size > 0) {
		const found = await ofNode(rpcUrl, network, [...left]).catch((error) => {
			if (!(error instanceof PassaError)) throw error;
			faults.push(`the node: ${error.code}, ${error.message}`);
			return new Map();
		});
		compare('the node', found);
	}
	return { anchored: wanted.length - left.size, unanchored: [...left], faults };
}

/** The next ledger, where it is stored, names the one before it. */
async function namedByStored(db: Reader, wanted: number[]): Promise<Found> {
	const next = await db
		.select({ sequence: ledgers.sequence, hash: ledgers.previousHash })
		.from(ledgers)
		.where(
			inArray(
				ledgers.sequence,
				wanted.map((sequence) => sequence + 1),
			),
		);
	return new Map(next.map(({ sequence, hash }) => [sequence - 1, { hash }]));
}

/** Only what the node still keeps is asked for. */
async function ofNode(rpcUrl: string, passphrase: string, wanted: number[]): Promise<Found> {
	await checkNetwork({ rpcUrl, passphrase });
	const { oldestLedger } = await call(rpcUrl, 'getHealth');
	return readLedgerHashes(
		rpcUrl,
		wanted.filter((sequence) => sequence >= oldestLedger),
	);
}

const divergent = (sequence: number, ours: string, name: string, theirs: string): PassaError =>
	new PassaError('SOURCE_DIVERGENT', `ledger ${sequence} is ${ours} in the file, and ${theirs} by ${name}`);
