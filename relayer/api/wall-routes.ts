import { createRoute, z } from '@hono/zod-openapi';
import type { SQL } from 'drizzle-orm';
import type { Context } from 'hono';
import { hex } from '#shared/hex.ts';
import { callerOf } from '#shared/service/caller-address.server.ts';
import { countedAddress } from '#shared/service/counted-address.ts';
import { bearer, type Guarded } from '#shared/service/guard.server.ts';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { limitRate } from '#shared/service/rate-limit.server.ts';
import { handoverByToken, handoverNotFound } from '../handovers/handover-by-token.ts';
import { limits } from '../models/limits.ts';
import { findEvent } from '../orders/find-event.ts';
import { orderByToken } from '../orders/order-by-token.ts';
import { reference } from '../orders/order-schemas.ts';
import { takenTicket } from '../passes/custody-passes.ts';
import { sessionTickets } from '../passes/wallet-passes.ts';
import { addPost, assertOpen, readPost } from '../wall/add-post.ts';
import {
	anyTicketOfOrder,
	authorOfOrder,
	authorOfPerson,
	authorOfWallet,
	ownPosts,
	postsOfHandover,
	postsOfOrder,
	postsOfWallets,
	withdrawPost,
} from '../wall/authors.ts';
import { modeOfEvent, wallOfEvent } from '../wall/wall-of-event.ts';
import {
	newPostSchema,
	newWalletPostSchema,
	ownPostsSchema,
	ownPostsView,
	wallSchema,
} from '../wall/wall-schemas.ts';
import { type Deps, guarded } from './api-deps.ts';
import { orderProofOf } from './pass-routes.ts';

const event = z.string().max(60).openapi({ description: 'its number or its contract’s address' });
const token = z.string().max(60);
const post = z.uuid();
const theirs = { description: 'Their posts, the newest first.', ...json(ownPostsSchema) };
const done = { 204: { description: 'Deleted.' } };
const posting = problems(400, 401, 403, 404, 409, 429, 503);
const signedIn = [{ session: [] }];
const byToken = [{ readToken: [] }];

const screen = createRoute({
	method: 'get',
	path: '/events/{event}/wall',
	summary: 'What the screen of an event shows: posts that its organizer’s team approved',
	request: { params: z.object({ event }) },
	responses: { ...problems(404, 503), 200: { description: 'As of now.', ...json(wallSchema) } },
});

/** Reading, writing and withdrawing, for one way of holding a ticket. */
function routesAt<Path extends string, Params extends z.ZodRawShape, Body extends z.ZodType>(
	path: Path,
	params: Params,
	{ who, security, body }: { who: string; security: Record<string, string[]>[]; body: Body },
) {
	return {
		read: createRoute({
			...{ method: 'get', path, summary: `Posts on the wall of ${who}`, security },
			request: { params: z.object(params) },
			responses: { ...problems(401, 404, 503), 200: theirs },
		}),
		add: createRoute({
			...{
				method: 'post',
				path,
				summary: `Write for the wall: ${who}, who proves the same as for a pass`,
				security,
			},
			request: { params: z.object(params), body: { ...json(body), required: true } },
			responses: { ...posting, 201: theirs },
		}),
		withdraw: createRoute({
			...{
				method: 'delete',
				path: `${path}/{post}` as const,
				summary: `Withdraw a post of ${who}`,
				security,
			},
			request: { params: z.object({ ...params, post }) },
			responses: { ...problems(400, 401, 404, 503), ...done },
		}),
	};
}

const order = routesAt(
	'/orders/{reference}/wall',
	{ reference },
	{
		...{ who: 'an order’s holder', security: byToken, body: newPostSchema },
	},
);
const handover = routesAt(
	'/handovers/{token}/wall',
	{ token },
	{
		...{ who: 'who took a ticket', security: signedIn, body: newPostSchema },
	},
);
const wallet = routesAt(
	'/events/{event}/wall/own',
	{ event },
	{
		...{ who: 'a wallet that the session names', security: signedIn, body: newWalletPostSchema },
	},
);

/** A hall's people are behind one address. It is counted before anything is asked of the network. */
const ofAddress = { seconds: 600, max: 600, code: 'TOO_MANY_REQUESTS' } as const;

async function charge(deps: Deps, c: Context<Guarded>): Promise<void> {
	const address = countedAddress(callerOf(c, deps.proxies));
	await limitRate(
		deps.db,
		limits,
		`wall ${hex(deps.seal.keyOf('address', address))}`,
		ofAddress,
		deps.clock.now(),
	);
}

const viewOf = async (deps: Deps, of: string, own: SQL) =>
	ownPostsView(await modeOfEvent(deps, of), await ownPosts(deps, own));

/** The screen, and what holders of tickets write for it. */
export function wallRoutes(deps: Deps) {
	return guarded()
		.openapi(screen, async (c) => c.json(await wallOfEvent(deps, c.req.valid('param').event), 200))
		.route('/', orderWall(deps))
		.route('/', handoverWall(deps))
		.route('/', walletWall(deps));
}

function orderWall(deps: Deps) {
	const of = (c: Context<Guarded>, reference: string) => orderByToken(deps.db, reference, bearer(c));
	return guarded()
		.openapi(order.read, async (c) => {
			const row = await of(c, c.req.valid('param').reference);
			return c.json(await viewOf(deps, row.event, postsOfOrder(row)), 200);
		})
		.openapi(order.add, async (c) => {
			await charge(deps, c);
			const row = await of(c, c.req.valid('param').reference);
			const words = c.req.valid('json');
			readPost(words);
			await assertOpen(deps, row.event);
			const held = await anyTicketOfOrder(deps, row, await orderProofOf(deps, c));
			await addPost(deps, held, await authorOfOrder(deps, row), words);
			return c.json(await viewOf(deps, row.event, postsOfOrder(row)), 201);
		})
		.openapi(order.withdraw, async (c) => {
			const { reference, post } = c.req.valid('param');
			await withdrawPost(deps, postsOfOrder(await of(c, reference)), post);
			return c.body(null, 204);
		});
}

function handoverWall(deps: Deps) {
	const of = async (c: Context<Guarded>, wanted: string) => {
		const found = await handoverByToken(deps.db, wanted);
		const { by } = c.get('session')!;
		if (found.row.claimedBy !== by) throw handoverNotFound();
		return { found, by };
	};
	return guarded()
		.openapi(handover.read, async (c) => {
			const { found } = await of(c, c.req.valid('param').token);
			return c.json(await viewOf(deps, found.order.event, postsOfHandover(found)), 200);
		})
		.openapi(handover.add, async (c) => {
			await charge(deps, c);
			const { found, by } = await of(c, c.req.valid('param').token);
			const held = await takenTicket(deps, found, by);
			await addPost(deps, held, authorOfPerson(deps, by), c.req.valid('json'));
			return c.json(await viewOf(deps, found.order.event, postsOfHandover(found)), 201);
		})
		.openapi(handover.withdraw, async (c) => {
			const { token: wanted, post } = c.req.valid('param');
			await withdrawPost(deps, postsOfHandover((await of(c, wanted)).found), post);
			return c.body(null, 204);
		});
}

function walletWall(deps: Deps) {
	const of = async (c: Context<Guarded>, wanted: string) => {
		const row = await findEvent(deps.db, wanted);
		return { event: row.event, own: postsOfWallets(row.event, c.get('session')!.wallets) };
	};
	return guarded()
		.openapi(wallet.read, async (c) => {
			const { event: address, own } = await of(c, c.req.valid('param').event);
			return c.json(await viewOf(deps, address, own), 200);
		})
		.openapi(wallet.add, async (c) => {
			await charge(deps, c);
			const { event: address, own } = await of(c, c.req.valid('param').event);
			const { ticket, ...words } = c.req.valid('json');
			const held = await sessionTickets(deps, c.get('session')!, address, [BigInt(ticket)]);
			await addPost(deps, held, authorOfWallet(deps, held.tickets[0]!.holder.owner), words);
			return c.json(await viewOf(deps, address, own), 201);
		})
		.openapi(wallet.withdraw, async (c) => {
			const { event: wanted, post } = c.req.valid('param');
			await withdrawPost(deps, (await of(c, wanted)).own, post);
			return c.body(null, 204);
		});
}
