import { z } from '@hono/zod-openapi';
import { eq } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { keptProofs, proofOf } from '../models/ledger-proofs.ts';
import { ledgers } from '../models/ledgers.ts';
import { rawEvents } from '../models/raw-events.ts';
import type { Reader } from '../models/schema.ts';
import { isoTime } from './json-values.ts';

const base64 = (of: string) => z.string().openapi({ description: `${of}, XDR in base64` });

export const eventProofSchema = z
	.object({
		id: z.string(),
		ledger: z.int(),
		closedAt: isoTime,
		contract: z.string(),
		txHash: z.string(),
		topics: z.array(base64('a topic')),
		value: base64('what the event says'),
		proof: z
			.object({
				success: base64('InvokeHostFunctionSuccessPreImage: what the call returned and emitted'),
				results: base64('TransactionResultSet of the ledger'),
				headers: z.array(base64('LedgerHeader of the ledger')),
			})
			.nullable()
			.openapi({
				description:
					'Each holds the SHA-256 of the one before: the transaction’s result that of `success`, the header that of `results`. Compare the header’s own with any node of the network. Null: the ledger was read without its meta.',
			}),
	})
	.openapi('EventProof');

type EventProofView = z.infer<typeof eventProofSchema>;

export type EventProofError = PassaError<'EVENT_NOT_FOUND'>;

/** An event on chain with what proves it. Throws EventProofError. */
export async function eventProof(db: Reader, id: string): Promise<EventProofView> {
	const [found] = await db
		.select({ raw: rawEvents, closedAt: ledgers.closedAt })
		.from(rawEvents)
		.innerJoin(ledgers, eq(ledgers.sequence, rawEvents.ledger))
		.where(eq(rawEvents.id, id));
	if (!found) throw notOurs();
	const { ledger, contract, txHash, topics, value } = found.raw;
	const proof = proofOf(found.raw, await keptProofs(db, [found.raw]));
	return { id, ledger, closedAt: found.closedAt.toISOString(), contract, txHash, topics, value, proof };
}

const notOurs = (): EventProofError =>
	new PassaError('EVENT_NOT_FOUND', 'No contract of ours emitted an event with this id.', { status: 404 });
