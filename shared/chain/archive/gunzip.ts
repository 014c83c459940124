import { archiveError, unreadableFile } from './archive-error.ts';
import { readAtMost, TooManyBytes } from './read-at-most.ts';

/** A gzip file begins so. */
const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Whether a gzip file says when its content was written: bytes 4 to 7 (RFC 1952). */
export const isDatedGzip = (bytes: Uint8Array): boolean =>
	isGzip(bytes) && bytes.subarray(4, 8).some((byte) => byte !== 0);

/**
 * A file's content, of at most `most` bytes: a few kilobytes can hold gigabytes. A server that names gzip as the
 * file's encoding makes the reader's client unpack it, so bytes that are no gzip stay as they are. Throws ArchiveError.
 */
export async function gunzip(path: string, bytes: Uint8Array, most: number): Promise<Uint8Array> {
	if (!isGzip(bytes)) {
		if (bytes.length > most) throw tooLarge(path, most);
		return bytes;
	}
	const packed = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream();
	try {
		return await readAtMost(packed.pipeThrough(new DecompressionStream('gzip')), most);
	} catch (cause) {
		if (cause instanceof TooManyBytes) throw tooLarge(path, most);
		throw unreadableFile(path, 'it is no whole gzip file', cause);
	}
}

const tooLarge = (path: string, most: number) =>
	archiveError('ARCHIVE_TOO_LARGE', `${path}: its content is larger than ${most} bytes`);
