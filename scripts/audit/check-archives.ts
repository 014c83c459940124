import type { Archive } from '#shared/chain/archive/archive.ts';
import { readResults } from '#shared/chain/archive/read-archive.ts';
import type { Anchor } from '#shared/chain/audit/anchor.ts';
import { type Check, none } from '#shared/chain/audit/check.ts';
import type { Evidence } from '#shared/chain/audit/evidence.ts';
import { PassaError } from '#shared/errors.ts';

/** What the command checks of archives beyond an audit: by name, the sentence that is true where the check holds. */
export const archiveSentences = {
	archive_answers: 'every history archive gives the ledgers, or has not published them yet',
	archive_results: 'history archives list the newest event’s transaction as done',
} as const;

export type ArchiveCheck = Check<keyof typeof archiveSentences>;

/**
 * An auditor who names an archive wants its word: one that is away, broken or of another network leaves the audit not
 * green. One that agrees is also read for the results of the newest event's ledger. Throws ANCHOR_SAME_SOURCE.
 */
export async function checkArchives(
	evidence: Evidence,
	archives: Archive[],
	anchor: Pick<Anchor, 'archives'>,
): Promise<ArchiveCheck[]> {
	if (archives.length === 0) return [];
	const faults = evidence.archives.flatMap(({ name, fault }) => (fault ? [{ name, ...fault }] : []));
	const same = faults.find(({ code }) => code === 'ANCHOR_SAME_SOURCE');
	if (same) throw new PassaError('ANCHOR_SAME_SOURCE', `--archive: ${same.message}`);
	const silent = faults
		.filter(({ code }) => code !== 'ARCHIVE_NOT_YET')
		.map(({ name, code, message }) => `${name} (${code}, ${message})`);
	return [none('archive_answers', silent), ...(await resultChecks(evidence, archives, anchor))];
}

async function resultChecks(
	{ raw }: Evidence,
	archives: Archive[],
	anchor: Pick<Anchor, 'archives'>,
): Promise<ArchiveCheck[]> {
	const agreeing = new Set(anchor.archives.flatMap((each) => (each.state === 'agrees' ? [each.name] : [])));
	const read = archives.filter(({ name }) => agreeing.has(name));
	const newest = raw.at(-1);
	if (!newest || read.length === 0) return [];
	const lacking: string[] = [];
	for (const archive of read) {
		const fault = await resultFault(archive, newest);
		if (fault) lacking.push(`${archive.name} (${fault})`);
	}
	return [none('archive_results', lacking)];
}

const doneTypes = ['txSuccess', 'txFeeBumpInnerSuccess'];

async function resultFault(
	archive: Archive,
	{ ledger, txHash }: { ledger: number; txHash: string },
): Promise<string | null> {
	try {
		const { results } = (await readResults(archive, ledger)) ?? { results: [] };
		const isDone = results.some(({ transactionHash, result: { result } }) => {
			const inner = 'innerResultPair' in result ? result.innerResultPair.transactionHash : null;
			const isOurs = [transactionHash, inner].some((each) => each?.toString() === txHash);
			return isOurs && doneTypes.includes(result.type);
		});
		return isDone ? null : `${txHash} is not there`;
	} catch (error) {
		if (!(error instanceof PassaError)) throw error;
		return `${error.code}, ${error.message}`;
	}
}
