import { PassaError } from '#shared/errors.ts';

const longest = 10_000;

export type CallNetworkError = PassaError<'NETWORK_UNREACHABLE'>;

/** Waits at most ten seconds for the Stellar network. Throws CallNetworkError; the call can be repeated. */
export async function callNetwork<T>(work: Promise<T>): Promise<T> {
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
