import type { Clock } from '../clock.ts';

/** Answers from memory for a while; an error is not remembered. Concurrent calls share one read. */
export function remember<T>(
	read: () => Promise<T>,
	milliseconds: number,
	{ now }: Pick<Clock, 'now'>,
): () => Promise<T> {
	let known: { value: Promise<T>; until: number } | null = null;
	return () => {
		if (known && known.until > now()) return known.value;
		const asked = { value: read(), until: now() + milliseconds };
		known = asked;
		asked.value.catch(() => {
			if (known === asked) known = null;
		});
		return asked.value;
	};
}
