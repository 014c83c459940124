import { z } from '@hono/zod-openapi';
import { PassaError } from '#shared/errors.ts';

const maxItems = 200;

const cursorText = z
	.string()
	.openapi({ description: 'opaque: send it back for the next page', example: null });

/** Query parameters of every list. */
export const pageQuery = {
	cursor: z.string().max(400).optional().openapi({ description: '`next` of the page before' }),
	limit: z.coerce.number().int().min(1).max(maxItems).default(50),
};

/** Every read may name a ledger that its answer must include. */
export const ledgerQuery = {
	minLedger: z.coerce.number().int().nonnegative().optional().openapi({
		description:
			'waits up to 2 s until this ledger is read. Else 400 LEDGER_AHEAD: the network does not have it yet; 503 LEDGER_NOT_READ: it does, and this service is behind, or cannot know',
	}),
};

/** A page as JSON: `{items, next}`, `next` null on the last page. */
export const pageOf = <T extends z.ZodType>(item: T) =>
	z.object({ items: z.array(item), next: cursorText.nullable() });

/** A position as an opaque text, in base64url; null after the last page. */
export const writeCursor = (position: object | null): string | null =>
	position && Buffer.from(JSON.stringify(position)).toString('base64url');

export type CursorError = PassaError<'CURSOR_INVALID'>;

/** The position that a cursor carries; null without one, for the first page. Throws CursorError. */
export function readCursor<T extends z.ZodType>(schema: T, cursor: string | undefined): z.output<T> | null {
	if (cursor === undefined) return null;
	try {
		return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
	} catch {
		throw new PassaError('CURSOR_INVALID', 'this cursor does not belong to this list; start without one');
	}
}

const digits = /^\d{1,20}$/;
/** A u64 or larger, as cursors carry it. */
export const wholeText = z.string().regex(digits);
