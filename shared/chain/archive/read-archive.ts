import type { xdr } from '@stellar/stellar-sdk';
import { PassaError } from '#shared/errors.ts';
import { fieldsOf, ledger, optional, text, Unreadable } from '../forms.ts';
import type { Archive } from './archive.ts';
import { type ArchiveErrorCode, archiveError, unreadableFile } from './archive-error.ts';
import { archiveStatePath, checkpointOf, checkpointPath, isCheckpoint } from './checkpoints.ts';
import { gunzip } from './gunzip.ts';
import { type ArchivedLedger, ledgersIn } from './ledger-file.ts';
import { resultsIn } from './result-file.ts';

/**
 * Most bytes of each kind of file. 64 headers have 30 kB; the results of one checkpoint on the public network have
 * some tens of MB.
 */
const mostState = 1_000_000;
const mostHeaders = 1_000_000;
const mostResultsPacked = 64_000_000;
const mostResults = 256_000_000;

/** What an archive has of the ledgers that it was asked for. */
export type ArchiveReading = {
	name: string;
	/** By number: ledgers in the files that were read. */
	ledgers: Map<number, ArchivedLedger>;
	/** The archive's newest checkpoint; null where it does not say. */
	newestCheckpoint: number | null;
	/** Why it does not give one of the `needed`; null where it gives all. */
	fault: { code: ArchiveErrorCode; message: string } | null;
};

/**
 * Reads the checkpoints of the `needed` ledgers. `wanted` ledgers in the same files come with them, at no cost. Never
 * rejects: what an archive does not give is its reading's `fault`.
 */
export async function readArchive(
	archive: Archive,
	passphrase: string,
	needed: number[],
	wanted: number[] = needed,
): Promise<ArchiveReading> {
	const reading: ArchiveReading = {
		name: archive.name,
		ledgers: new Map(),
		newestCheckpoint: null,
		fault: null,
	};
	try {
		reading.newestCheckpoint = await readState(archive, passphrase);
		for (const checkpoint of new Set(needed.map(checkpointOf))) {
			assertPublished(checkpoint, reading.newestCheckpoint);
			for (const found of await readLedgers(archive, checkpoint))
				if (wanted.includes(found.ledger) || needed.includes(found.ledger))
					reading.ledgers.set(found.ledger, found);
		}
	} catch (error) {
		if (!(error instanceof PassaError)) throw error;
		reading.fault = { code: error.code as ArchiveErrorCode, message: error.message };
	}
	return reading;
}

/**
 * A ledger's results, as its header at the same archive commits to them; null where it has no transactions. Throws
 * ArchiveError.
 */
export async function readResults(
	archive: Archive,
	ledgerSeq: number,
): Promise<xdr.TransactionResultSet | null> {
	const checkpoint = checkpointOf(ledgerSeq);
	const ledgers = await readLedgers(archive, checkpoint);
	const path = checkpointPath('results', checkpoint);
	const bytes = await gunzip(path, await archive.read(path, mostResultsPacked), mostResults);
	return resultsIn(bytes, checkpoint, ledgers).get(ledgerSeq) ?? null;
}

async function readLedgers(archive: Archive, checkpoint: number): Promise<ArchivedLedger[]> {
	const path = checkpointPath('ledger', checkpoint);
	return ledgersIn(await gunzip(path, await archive.read(path, mostHeaders), mostHeaders), checkpoint);
}

function assertPublished(checkpoint: number, newest: number | null): void {
	if (newest === null || checkpoint <= newest) return;
	const words = `the archive will publish it with ledger ${checkpoint}; its newest checkpoint is ${newest}`;
	throw archiveError('ARCHIVE_NOT_YET', words, { detail: { checkpoint, newest } });
}

const archiveState = fieldsOf({ currentLedger: ledger, networkPassphrase: optional(text) });

/**
 * The newest checkpoint, by the archive's own state. Null where that file is missing: a folder may hold only the
 * checkpoints that somebody downloaded. Throws ArchiveError.
 */
async function readState(archive: Archive, passphrase: string): Promise<number | null> {
	const bytes = await archive.read(archiveStatePath, mostState).catch((error: PassaError) => {
		if (error.code !== 'ARCHIVE_FILE_MISSING') throw error;
		return null;
	});
	if (!bytes) return null;
	const { currentLedger, networkPassphrase } = stateIn(bytes);
	if (networkPassphrase !== undefined && networkPassphrase !== passphrase) {
		const words = `the archive is of the network "${networkPassphrase}", not of "${passphrase}"`;
		throw archiveError('ARCHIVE_WRONG_NETWORK', words);
	}
	if (!isCheckpoint(currentLedger))
		throw unreadableFile(archiveStatePath, `ledger ${currentLedger} is no checkpoint`);
	return currentLedger;
}

function stateIn(bytes: Uint8Array) {
	try {
		return archiveState(JSON.parse(new TextDecoder().decode(bytes)), 'the state');
	} catch (cause) {
		const why = cause instanceof Unreadable ? cause.message : 'it is not JSON';
		throw unreadableFile(archiveStatePath, why, cause);
	}
}
