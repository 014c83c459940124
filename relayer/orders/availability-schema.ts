import { z } from '@hono/zod-openapi';
import { unsoldReasons } from './price.ts';

const cents = z.string().openapi({ description: 'cents of KES', example: '250000' });

/** What is left of a tier for payment in shillings. */
export const availabilitySchema = z
	.object({
		tier: z.int(),
		left: z.int().openapi({ description: 'tickets that are left for payment in shillings' }),
		perOrder: z
			.int()
			.openapi({ description: 'the most tickets that one order may have, and one payment buy' }),
		amountKes: cents.nullable().openapi({ description: 'of one ticket; null where it is priced in dollars' }),
		open: z
			.boolean()
			.openapi({ description: 'whether the sale’s window is open now, and the tier is sold for shillings' }),
		unsold: z
			.enum(unsoldReasons)
			.nullable()
			.openapi({ description: 'why it is not sold for shillings now; null where it is' }),
	})
	.openapi('Availability');
export type Availability = z.infer<typeof availabilitySchema>;
