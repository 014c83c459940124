import { RailError } from './rail-error.ts';

/** A span of the statement, in milliseconds since 1970. `error`: why it could not be read; null if it was. */
export type ReadSpan = { from: number; to: number; error: Error | null };

/** A span that cannot be read is halved down to this, so that one bad row hides few minutes. */
const shortest = 5 * 60_000;
/** Failures of one pass: answers that cannot be read, and silence, which costs a time-out each. */
const mostAnswered = 12;
const mostSilent = 2;

type Patience = { answered: number; silent: number; last: Error | null };

/**
 * Reads all slices from one time to another, newest first: orders wait for the newest. A slice that fails stops no
 * other. Slices follow a fixed grid, so the same bad span has the same bounds in every pass. Returns them by time.
 */
export async function readSpans(
	from: number,
	to: number,
	slice: number,
	read: (from: number, to: number) => Promise<void>,
): Promise<ReadSpan[]> {
	const patience: Patience = { answered: mostAnswered, silent: mostSilent, last: null };
	return readEach(cut(from, to, slice), slice, patience, read);
}

async function readEach(
	spans: { from: number; to: number }[],
	size: number,
	patience: Patience,
	read: (from: number, to: number) => Promise<void>,
): Promise<ReadSpan[]> {
	const done: ReadSpan[] = [];
	for (const span of spans.reverse()) {
		const error = await failureOf(span, patience, read);
		const parts = error && isDivisible(error, patience) ? receiptParts(span, size) : null;
		done.unshift(...(parts ? await readEach(parts.spans, parts.size, patience, read) : [{ ...span, error }]));
	}
	return done;
}

async function failureOf(
	{ from, to }: { from: number; to: number },
	patience: Patience,
	read: (from: number, to: number) => Promise<void>,
): Promise<Error | null> {
	if (patience.answered <= 0 || patience.silent <= 0) return patience.last;
	try {
		await read(from, to);
		return null;
	} catch (error) {
		// A provider that is busy is left alone.
		if (error instanceof RailError && error.effect === 'none') patience.silent = 0;
		else if (isAnswered(error)) patience.answered -= 1;
		else patience.silent -= 1;
		patience.last = error as Error;
		return patience.last;
	}
}

/** The provider answered, so a shorter span may be readable. */
const isAnswered = (error: unknown): boolean => error instanceof RailError && error.answer !== null;
const isDivisible = (error: Error, { answered, silent }: Patience): boolean =>
	isAnswered(error) && answered > 0 && silent > 0;

function receiptParts(span: { from: number; to: number }, size: number) {
	for (let half = size / 2; half >= shortest; half /= 2) {
		const spans = cut(span.from, span.to, half);
		if (spans.length > 1) return { spans, size: half };
	}
	return null;
}

/** Cuts a span at the multiples of a size. */
function cut(from: number, to: number, size: number): { from: number; to: number }[] {
	const spans = [];
	for (let at = from; at < to; ) {
		const end = Math.min((Math.floor(at / size) + 1) * size, to);
		spans.push({ from: at, to: end });
		at = end;
	}
	return spans;
}

/**
 * The span of which everything is read, after a pass. `before`: the same before it. A span that was given up is left
 * behind, if later ones are read: what was paid in it becomes a case of its order (PULL_GAP). Any other unread span
 * ends the coverage.
 */
export function coverageOf(
	before: { since: number; to: number },
	spans: readonly ReadSpan[],
	isGivenUp: (span: ReadSpan) => boolean,
): { since: number; to: number } {
	let { since, to } = before;
	for (const [i, span] of spans.entries()) {
		if (span.to <= to) continue;
		if (span.error !== null) {
			const goesOn = spans.slice(i + 1).some((later) => later.error === null);
			if (!goesOn || !isGivenUp(span)) break;
			since = span.to;
		}
		to = span.to;
	}
	return { since, to };
}
