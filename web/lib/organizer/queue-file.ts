import { z } from 'zod';
import type { KeptDecision } from '#shared/gate/queued-scan.ts';

/** A gate phone's file of what it could not upload: see `unsent` in lib/gate. */
const fileSchema = z.object({
	format: z.literal('passa-gate-queue/1'),
	scans: z
		.array(
			z.object({
				device: z.uuid(),
				event: z.string().max(60),
				scan: z.object({
					nonce: z.uuid(),
					asked: z.uuid().nullish(),
					scanned: z.string().nullish(),
					direction: z.enum(['in', 'out']),
					at: z.number().int(),
					answer: z.looseObject({ success: z.boolean(), timestamp: z.string() }),
				}),
			}),
		)
		.max(50_000),
});

/** Of one device, in the order of its decisions. */
export type QueueOfDevice = { device: string; scans: KeptDecision[] };

/**
 * Reads such a file, whatever somebody made of it. `foreign`: how many of its scans are of other events. Null: it is no such file.
 * `event`: the contract's address.
 */
export function readQueueFile(
	text: string,
	event: string,
): { devices: QueueOfDevice[]; foreign: number } | null {
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch {
		return null;
	}
	const read = fileSchema.safeParse(json);
	if (!read.success) return null;
	const own = read.data.scans.filter((each) => each.event === event);
	const devices = [...Map.groupBy(own, ({ device }) => device)].map(([device, of]) => ({
		device,
		scans: of.map(({ scan }) => ({ ...scan, ticket: null }) as KeptDecision),
	}));
	return { devices, foreign: read.data.scans.length - own.length };
}
