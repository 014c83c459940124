import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { PassaError } from '#shared/errors.ts';
import { fileErrorReason } from './file-error-reason.ts';

/** Makes a data folder and those above it if they are missing, for their owner only. */
export function makeFolder(path: string): void {
	try {
		make(path);
	} catch (cause) {
		throw unusable(path, cause);
	}
}

/** Level by level: under /proc Node's own `recursive` tries for ever. */
function make(path: string): void {
	if (isFolder(path)) return;
	if (!existsSync(dirname(path))) make(dirname(path));
	try {
		mkdirSync(path, { mode: 0o700 });
	} catch (error) {
		// Another start was faster.
		if (!isFolder(path)) throw error;
	}
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

export function unusable(path: string, cause: unknown): PassaError {
	const { code } = cause as NodeJS.ErrnoException;
	const reason = code === 'ENOENT' ? 'no folder can be made there' : fileErrorReason(cause);
	return new PassaError(
		'DATA_UNUSABLE',
		`cannot use ${path} as the data folder (${reason}); choose another one with --data`,
		{ cause },
	);
}
