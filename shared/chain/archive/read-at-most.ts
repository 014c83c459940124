/** Thrown where more bytes come than were allowed. */
export class TooManyBytes extends Error {}

/** All bytes of a stream. Ends the stream, and throws TooManyBytes, at the first byte beyond `most`. */
export async function readAtMost(stream: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array> {
	const reader = stream.getReader();
	const chunks: Uint8Array[] = [];
	let size = 0;
	for (;;) {
		const { done, value } = await reader.read();
		if (done) break;
		size += value.length;
		if (size > most) {
			await reader.cancel().catch(() => {});
			throw new TooManyBytes();
		}
		chunks.push(value);
	}
	const bytes = new Uint8Array(size);
	let at = 0;
	for (const chunk of chunks) {
		bytes.set(chunk, at);
		at += chunk.length;
	}
	return bytes;
}
