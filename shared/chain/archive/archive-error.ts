import { PassaError } from '#shared/errors.ts';

/**
 * Why an archive gives no answer that counts. `ARCHIVE_NOT_YET`: the checkpoint of a ledger is not published yet.
 * `ARCHIVE_FILE_MISSING`: it is, and its file is not there. `ARCHIVE_UNREADABLE`: bytes of another form, or a file that
 * contradicts itself. `ARCHIVE_BUSY`: the archive limits requests.
 */
export type ArchiveErrorCode =
	| 'ARCHIVE_NOT_YET'
	| 'ARCHIVE_FILE_MISSING'
	| 'ARCHIVE_UNREADABLE'
	| 'ARCHIVE_TOO_LARGE'
	| 'ARCHIVE_WRONG_NETWORK'
	| 'ARCHIVE_BUSY'
	| 'ARCHIVE_UNREACHABLE'
	| 'SOURCE_REDIRECTS';

export type ArchiveError = PassaError<ArchiveErrorCode>;

export const archiveError = (
	code: ArchiveErrorCode,
	message: string,
	options: { cause?: unknown; detail?: Record<string, unknown> } = {},
): ArchiveError => new PassaError(code, message, options);

export const unreadableFile = (path: string, why: string, cause?: unknown): ArchiveError =>
	archiveError('ARCHIVE_UNREADABLE', `${path}: ${why}`, { cause });
