import { open } from 'node:fs/promises';
import { PassaError } from '#shared/errors.ts';

const mostUploadBytes = 15 * 1024 * 1024;
/** What a sender gets to send before the refusal: a connection that is cut shows no reason. */
const mostDrained = 4 * mostUploadBytes;

export type ReceiveUploadError = PassaError<'PICTURE_TOO_HEAVY' | 'PICTURE_EMPTY'>;

const tooHeavy = (): ReceiveUploadError =>
	new PassaError('PICTURE_TOO_HEAVY', 'A picture may have at most 15 MB.', { status: 413 });

/**
 * Streams an upload into a file. It counts the bytes and does not trust the length in the request. Throws
 * ReceiveUploadError.
 */
export async function receiveUpload(body: ReadableStream<Uint8Array> | null, file: string): Promise<void> {
	const to = await open(file, 'wx', 0o600);
	let bytes = 0;
	try {
		for await (const chunk of body ?? []) {
			bytes += chunk.length;
			if (bytes > mostDrained) throw tooHeavy();
			if (bytes <= mostUploadBytes) await to.write(chunk);
		}
	} finally {
		await to.close();
	}
	if (bytes > mostUploadBytes) throw tooHeavy();
	if (bytes === 0) throw new PassaError('PICTURE_EMPTY', 'The file is empty. Choose a picture.');
}
