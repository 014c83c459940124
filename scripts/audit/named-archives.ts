import { realpathSync, statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Archive, httpArchive } from '#shared/chain/archive/archive.ts';
import { archiveError } from '#shared/chain/archive/archive-error.ts';
import { PassaError } from '#shared/errors.ts';

/** The archives that `--archive` names: addresses, or folders of files that somebody downloaded. Throws FLAGS_INVALID. */
export const namedArchives = (named: string[] = []): Archive[] =>
	named.map((each) => {
		const { protocol } = URL.parse(each) ?? {};
		if (protocol === 'http:' || protocol === 'https:') return httpArchive(each);
		return folderArchive(protocol === 'file:' ? fileURLToPath(each) : each);
	});

function folderArchive(named: string): Archive {
	const folder = folderAt(named);
	const read = async (path: string, most: number): Promise<Uint8Array> => {
		const file = join(folder, path);
		try {
			if ((await stat(file)).size > most)
				throw archiveError('ARCHIVE_TOO_LARGE', `${path}: the file is larger than ${most} bytes`);
			return new Uint8Array(await readFile(file));
		} catch (cause) {
			if (cause instanceof PassaError) throw cause;
			const { code, message } = cause as NodeJS.ErrnoException;
			if (code === 'ENOENT' || code === 'ENOTDIR')
				throw archiveError('ARCHIVE_FILE_MISSING', `${path}: the folder does not have it`);
			throw archiveError('ARCHIVE_UNREACHABLE', `${path}: ${message}`, { cause });
		}
	};
	return { name: folder, url: null, read };
}

/** One spelling for each folder, so that none counts twice. */
function folderAt(named: string): string {
	try {
		const folder = realpathSync(named);
		if (statSync(folder).isDirectory()) return folder;
	} catch {
		// What follows says it.
	}
	throw new PassaError('FLAGS_INVALID', `--archive ${named} is neither an address nor a folder`);
}
