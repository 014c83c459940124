import { z } from 'zod';

/** What the status page needs of the indexer's `GET /status`. */
export const chainForm = z.object({
	ledger: z.int(),
	closedAt: z.iso.datetime().nullable(),
	lag: z.int().nullable(),
	events: z.int(),
	quarantine: z.array(
		z.object({ eventNo: z.int().nullable(), code: z.string(), since: z.iso.datetime(), fromLedger: z.int() }),
	),
	audit: z.object({
		compared: z.int(),
		differing: z.int(),
		oldest: z.iso.datetime().nullable(),
		kinds: z.array(
			z.object({
				kind: z.enum(['entries', 'models', 'tickets', 'sources', 'ledgers']),
				compared: z.int(),
				oldest: z.iso.datetime().nullable(),
			}),
		),
		differences: z.array(
			z.object({
				eventNo: z.int(),
				ledger: z.int(),
				differences: z.array(z.object({ name: z.string(), expected: z.string(), found: z.string() })),
			}),
		),
	}),
});

/** How far the indexer has read the chain, and what its audits found. */
export type ChainStatus = z.output<typeof chainForm>;
