import { contractCall } from '#shared/contract/contract-call.ts';
import type { EventVersion } from '#shared/contract/event-version.ts';
import { eventV1 } from '#shared/contract/event-v1/event-v1.ts';
import { specOptions } from '#shared/contract/spec-options.ts';
import { Client } from './event-next.ts';

const { spec } = new Client(specOptions);

/** What every purchase of the fixture carries, and its `sold` event publishes. */
export const reference = new Uint8Array(32).fill(7);

/** contracts/fixtures/event-next: as version 1, but that a purchase has one more parameter. */
export const eventNext: EventVersion = {
	...eventV1,
	version: 2,
	args: (name, args) => spec.funcArgsToScVals(name, args),
	purchase: (event, { buyer, nonce, items, termsVersion, maxTotal }) =>
		contractCall(
			event,
			'process_ticket_purchase',
			eventNext.args('process_ticket_purchase', {
				buyer,
				nonce,
				items: items.map((i) => [i.tier, i.qty]),
				terms_version: termsVersion,
				max_total: maxTotal,
				reference,
			}),
		),
};
