import { isLogged } from '#shared/contract/passa-event.ts';
import type { PassaError } from '#shared/errors.ts';
import type { Archive } from '../archive/archive.ts';
import { type ArchiveReading, readArchive } from '../archive/read-archive.ts';
import type { AuditedArchive, Evidence } from './evidence.ts';
import { assertOtherSource, type Lookup } from './independent-source.ts';
import { provedLedgers } from './second-source.ts';

/**
 * The evidence beside what history archives have of its ledgers. `urls`: the nodes that were asked. An archive at the
 * address of one of them, or of an archive before it, does not count: one source would confirm itself.
 */
export async function withArchives(
	evidence: Evidence,
	archives: Archive[],
	urls: string[],
	lookup?: Lookup,
): Promise<Evidence> {
	const others = [...urls];
	const read: AuditedArchive[] = [];
	for (const archive of archives) {
		read.push((await sameSource(archive, others, lookup)) ?? (await readOne(evidence, archive)));
		others.push(archive.url ?? archive.name);
	}
	return { ...evidence, archives: read };
}

/** The ledgers of the newest event and of the newest one in the log, as far as there are proofs to compare with. */
function readOne(evidence: Evidence, archive: Archive): Promise<ArchiveReading> {
	const { raw, events, source } = evidence;
	const proved = provedLedgers(evidence);
	const ofEvents = [raw.at(-1), raw[events.findLastIndex(isLogged)]].flatMap((e) => (e ? [e.ledger] : []));
	const needed = [...new Set(ofEvents)].filter((ledger) => proved.includes(ledger));
	return readArchive(archive, source.passphrase, needed, proved);
}

async function sameSource(
	{ name, url }: Archive,
	others: string[],
	lookup: Lookup | undefined,
): Promise<AuditedArchive | null> {
	const none = { name, ledgers: new Map(), newestCheckpoint: null };
	if (url === null) {
		if (!others.includes(name)) return null;
		return { ...none, fault: { code: 'ANCHOR_SAME_SOURCE', message: `${name} is named twice` } };
	}
	try {
		for (const other of others) if (URL.canParse(other)) await assertOtherSource(other, url, lookup);
		return null;
	} catch (error) {
		const { message } = error as PassaError;
		return { ...none, fault: { code: 'ANCHOR_SAME_SOURCE', message } };
	}
}
