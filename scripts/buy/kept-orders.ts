import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PassaError } from '#shared/errors.ts';
import { writePrivateFile } from '../write-private-file.ts';

const kept = z.array(z.strictObject({ reference: z.string(), token: z.string() }));
const most = 1000;
const fileIn = (dataDir: string): string => join(dataDir, 'mpesa-orders.json');

/** Orders that `npm run buy` paid with M-Pesa from this folder, with the tokens that move them: so `npm run ticket` can. */
function readOrders(dataDir: string): z.infer<typeof kept> {
	const file = fileIn(dataDir);
	if (!existsSync(file)) return [];
	try {
		return kept.parse(JSON.parse(readFileSync(file, 'utf8')));
	} catch {
		// Without the cause: it could quote a secret.
		throw new PassaError('DATA_DAMAGED', `cannot read ${file}: it is damaged; delete it`);
	}
}

export const keepOrder = (dataDir: string, order: { reference: string; token: string }): void =>
	writePrivateFile(fileIn(dataDir), [order, ...readOrders(dataDir)].slice(0, most));

/** Null where this folder knows no token of the order. */
export const keptToken = (dataDir: string, reference: string): string | null =>
	readOrders(dataDir).find((each) => each.reference === reference)?.token ?? null;
