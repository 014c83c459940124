import { z } from '@hono/zod-openapi';
import { PassaError } from '#shared/errors.ts';

const maxItems = 200;

export const cursorText = z.string().openapi({ description: 'opaque: hand it back to go on', example: null });

/** What every list takes. */
export const pageQuery = {
	cursor: z.string().max(400).optional().openapi({ description: 'from the answer before' }),
	limit: z.coerce.number().int().min(1).max(maxItems).default(50),
};

/** Every read may ask for a ledger that it must include. */
export const ledgerQuery = {
	minLedger: z.coerce
		.number()
		.int()
		.nonnegative()
		.optional()
		.openapi({ description: 'waits up to 2 s until this ledger is read, else 503' }),
};

export const pageOf = <T extends z.ZodType>(item: T) =>
	z.object({ items: z.array(item), next: cursorText.nullable() });

export const writeCursor = (position: object | null): string | null =>
	position && Buffer.from(JSON.stringify(position)).toString('base64url');

export function readCursor<T extends z.ZodType>(schema: T, cursor: string | undefined): z.output<T> | null {
	if (cursor === undefined) return null;
	try {
		return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
	} catch {
		throw new PassaError('CURSOR_INVALID', 'this cursor is not one of ours; begin without one');
	}
}

const whole = /^\d{1,20}$/;
/** A u64 or larger, as cursors carry it. */
export const wholeText = z.string().regex(whole);
