import { and, desc, eq, gt, inArray } from 'drizzle-orm';
import type { PassaError } from '#shared/errors.ts';
import { tooOften } from '#shared/service/rate-limit.server.ts';
import { type ObservationKind, observations, pushes } from '../models/payments.ts';
import type { Reader } from '../models/schema.ts';
import type { PaymentMethod } from './order-deps.ts';

/** A payer and a sum, for which a provider refuses a second prompt too soon after one. */
export type Repeated = { phoneKey: Uint8Array; amount: bigint };

/** What says that a push was refused as a repetition. */
const kinds: ObservationKind[] = ['push', 'callback', 'query'];

/** When the provider may be asked for this sum of this phone again; null: now. */
export async function repeatAt(
	db: Reader,
	{ provider, repeatAfter }: PaymentMethod,
	{ phoneKey, amount }: Repeated,
	now: Date,
): Promise<Date | null> {
	const codes = Object.keys(repeatAfter);
	if (codes.length === 0) return null;
	const longest = Math.max(...Object.values(repeatAfter));
	const [last] = await db
		.select({ code: observations.code, at: observations.at })
		.from(observations)
		.innerJoin(pushes, eq(pushes.id, observations.pushId))
		.where(
			and(
				eq(pushes.provider, provider),
				eq(pushes.phoneKey, phoneKey),
				eq(pushes.amount, amount),
				inArray(observations.kind, kinds),
				inArray(observations.code, codes),
				gt(observations.at, new Date(now.getTime() - longest)),
			),
		)
		.orderBy(desc(observations.at))
		.limit(1);
	if (!last) return null;
	const until = last.at.getTime() + repeatAfter[last.code!]!;
	return until > now.getTime() ? new Date(until) : null;
}

export type RefuseRepeatError = PassaError<'REPEATED_TOO_SOON'>;

/** Throws RefuseRepeatError (429) while the provider would refuse the prompt: it costs, and rings no phone. */
export async function refuseRepeat(
	db: Reader,
	method: PaymentMethod,
	repeated: Repeated,
	now: Date,
): Promise<void> {
	const until = await repeatAt(db, method, repeated, now);
	if (until) throw tooOften('REPEATED_TOO_SOON', Math.ceil((until.getTime() - now.getTime()) / 1000));
}
