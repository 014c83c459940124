import { z } from 'zod';
import { readPointsRoot } from '#shared/chain/state/read-points-root.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { auditPoints } from '#shared/loyalty/audit-points.ts';
import { readFlags } from './flags.ts';
import { readPassaFile } from './passa-file.ts';
import { runScript } from './run-script.ts';

const whole = z.string().regex(/^\d+$/).transform(BigInt);
const member = z
	.string()
	.regex(/^[0-9a-f]{64}$/)
	.transform((text) => new Uint8Array(Buffer.from(text, 'hex')));
const publishedSchema = z.object({
	epoch: z.int(),
	ledger: z.int(),
	leaves: z.array(z.object({ member, points: whole })),
});
const ticketsSchema = z.object({
	ledger: z.int(),
	items: z.array(
		z.object({
			cancelled: z.boolean(),
			complimentary: z.boolean(),
			currency: z.int(),
			face: whole,
			state: z.enum(['valid', 'used', 'refunded']),
		}),
	),
});

/**
 * `npm run points`: makes the newest root over all points again from its published leaves, compares it with the contract's,
 * and its sum with what the rule gives for all tickets that the indexer lists. Exits with 1 where the root is another. Tickets
 * that changed since it was counted change the sum: the answer names both ledgers.
 */
await runScript(async () => {
	const { data, json } = readFlags({
		data: { type: 'string', default: '.passa' },
		json: { type: 'boolean', default: false },
	});
	const { rpc, relayer, indexer, contracts } = readPassaFile(data);
	if (!contracts.loyalty || !relayer || !indexer)
		throw new PassaError('POINTS_OFF', 'this Passa has no contract of points');
	const onChain = await readPointsRoot(rpc, contracts.loyalty);
	if (onChain.epoch === 0) throw new PassaError('POINTS_NONE', 'no points have been counted yet');
	const published = publishedSchema.parse(await answerOf(`${relayer}/v1/points/roots/${onChain.epoch}`));
	const tickets = ticketsSchema.parse(await answerOf(`${indexer}/v1/points/tickets`));
	const facts = tickets.items.map(({ currency, face: amount, ...rest }) => ({
		...rest,
		face: { currency, amount },
	}));
	const audit = auditPoints({ ...published, root: onChain.root }, facts);
	const report = {
		...{ epoch: onChain.epoch, root: hex(onChain.root), members: published.leaves.length },
		...{ rootIsMade: audit.rootIsMade, membersOnce: audit.membersOnce },
		...{ points: String(audit.published), countedAt: published.ledger },
		...{ pointsNow: String(audit.counted), now: tickets.ledger },
	};
	console.log(json ? JSON.stringify(report) : asText(report));
	if (!audit.rootIsMade || !audit.membersOnce) process.exitCode = 1;
});

async function answerOf(url: string): Promise<unknown> {
	const answer = await fetch(url, { signal: AbortSignal.timeout(30_000) });
	if (answer.ok) return answer.json();
	throw new PassaError('POINTS_UNREAD', `${url} answers ${answer.status}`);
}

type Report = {
	epoch: number;
	members: number;
	rootIsMade: boolean;
	membersOnce: boolean;
	points: string;
	countedAt: number;
	pointsNow: string;
	now: number;
};

function asText(report: Report): string {
	const { epoch, members, points, countedAt, pointsNow, now } = report;
	const isRight = report.rootIsMade && report.membersOnce;
	return [
		`root ${epoch} on chain ${isRight ? 'is' : 'IS NOT'} that of its ${members} members, who have ${points} points as of ledger ${countedAt}`,
		`by the rule all tickets give ${pointsNow} points as of ledger ${now}${pointsNow === points ? '' : '; what changed since counts in the next root'}`,
	].join('\n');
}
