import { archiveError } from './archive-error.ts';
import { readAtMost, TooManyBytes } from './read-at-most.ts';

/** A history archive: files by their paths. It holds headers, transactions and results, and no contract events. */
export type Archive = {
	/** How people know it: its address, or its folder. */
	name: string;
	/** Its address; null where it is a folder of this machine. */
	url: string | null;
	/** A file's bytes as they are stored, at most `most`. Throws ArchiveError. */
	read(path: string, most: number): Promise<Uint8Array>;
};

const answersWithinMs = 30_000;

/** Buckets that may not be listed answer 403 for a file that is not there. */
const missing = [403, 404, 410];
const busy = [429, 503];

/** The archive at an http or https address. In a browser it must allow pages of other origins to read it (CORS). */
export const httpArchive = (url: string, withinMs = answersWithinMs): Archive => ({
	name: url,
	url,
	read: (path, most) => download(`${url.replace(/\/+$/, '')}/${path}`, path, most, withinMs),
});

async function download(address: string, path: string, most: number, withinMs: number): Promise<Uint8Array> {
	const unreachable = (cause: unknown) =>
		archiveError('ARCHIVE_UNREACHABLE', `${path}: the archive does not answer`, { cause });
	const signal = AbortSignal.timeout(withinMs);
	const answer = await fetch(address, {
		signal,
		redirect: 'manual',
		credentials: 'omit',
		cache: 'no-cache',
	}).catch((cause) => {
		throw unreachable(cause);
	});
	if (!answer.ok || !answer.body) {
		await answer.body?.cancel().catch(() => {});
		throw refusal(answer, path);
	}
	try {
		return await readAtMost(answer.body, most);
	} catch (cause) {
		if (!(cause instanceof TooManyBytes)) throw unreachable(cause);
		throw archiveError('ARCHIVE_TOO_LARGE', `${path}: the file is larger than ${most} bytes`);
	}
}

/** A redirect leads to somebody else's files: two names could so be one archive. A browser hides where it leads. */
function refusal({ type, status, headers }: Response, path: string) {
	if (type === 'opaqueredirect' || (status >= 300 && status < 400)) {
		const to = headers.get('location');
		const words = `${path}: the archive redirects${to ? ` to ${to}` : ''}; name the archive itself`;
		return archiveError('SOURCE_REDIRECTS', words);
	}
	if (missing.includes(status))
		return archiveError('ARCHIVE_FILE_MISSING', `${path}: the archive does not have it (HTTP ${status})`);
	if (busy.includes(status))
		return archiveError('ARCHIVE_BUSY', `${path}: the archive takes no more requests now (HTTP ${status})`);
	return archiveError('ARCHIVE_UNREACHABLE', `${path}: the archive answers HTTP ${status}`);
}
