import { PassaError } from '#shared/errors.ts';

const longest = 10_000;

/** What the Stellar network says, or in good time that it says nothing. Nobody's fault, and nothing is lost. */
export async function fromNetwork<T>(work: Promise<T>): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, failed) => {
		timer = setTimeout(() => failed(new Error(`no answer in ${longest} ms`)), longest);
	});
	try {
		return await Promise.race([work, late]);
	} catch (cause) {
		const words = 'The Stellar network does not answer. Nothing is lost; try again.';
		throw new PassaError('NETWORK_UNREACHABLE', words, { status: 503, cause });
	} finally {
		clearTimeout(timer);
	}
}
