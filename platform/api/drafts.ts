import { eq } from 'drizzle-orm';
import type { Context } from 'hono';
import type { Guarded } from '#shared/service/guard.server.ts';
import { limitRate } from '#shared/service/rate-limit.server.ts';
import { emptyDraft } from '../drafts/draft.ts';
import { markPublished } from '../drafts/mark-published.ts';
import { previewOf } from '../drafts/preview.ts';
import { createDraft, deleteDraft, draftOf, draftsOf, saveDraft } from '../drafts/store.ts';
import { draftSummary, draftView } from '../drafts/view.ts';
import { writeDocument } from '../drafts/write-document.ts';
import { organizers } from '../models/accounts.ts';
import { limits } from '../models/limits.ts';
import { type Deps, guarded, nowOf } from './deps.ts';
import * as routes from './draft-routes.ts';
import { sessionIn } from './session.ts';

/** Each document is a file that stays. */
const documents = { seconds: 3600, max: 60, code: 'TOO_MANY_REQUESTS' };

const accountIn = (c: Context<Guarded>): string => sessionIn(c).account;

export function draftRoutes(deps: Deps) {
	const { db, facts, seal, clock } = deps;
	return guarded()
		.openapi(routes.list, async (c) =>
			c.json({ items: (await draftsOf(db, accountIn(c))).map(draftSummary) }, 200),
		)
		.openapi(routes.create, async (c) => {
			const account = accountIn(c);
			const content = c.req.valid('json').content ?? emptyDraft(await nameOf(deps, account));
			return c.json(draftView(await createDraft(db, account, content, nowOf(deps))), 201);
		})
		.openapi(routes.get, async (c) =>
			c.json(draftView(await draftOf(db, accountIn(c), c.req.valid('param').id)), 200),
		)
		.openapi(routes.save, async (c) => {
			const { id } = c.req.valid('param');
			const row = await saveDraft(db, accountIn(c), id, c.req.valid('json'), nowOf(deps));
			return c.json({ version: row.version, updatedAt: row.updatedAt.toISOString() }, 200);
		})
		.openapi(routes.remove, async (c) => {
			await deleteDraft(db, accountIn(c), c.req.valid('param').id);
			return c.body(null, 204);
		})
		.openapi(routes.preview, async (c) => {
			const row = await draftOf(db, accountIn(c), c.req.valid('param').id);
			return c.json(previewOf(row.content, row.version, await facts(sessionIn(c).wallets)), 200);
		})
		.openapi(routes.document, async (c) => {
			const account = accountIn(c);
			const row = await draftOf(db, account, c.req.valid('param').id);
			const key = seal.keyOf('limit', `document ${account}`);
			await limitRate(db, limits, key, documents, clock.now());
			return c.json(await writeDocument(deps, row, await facts(sessionIn(c).wallets)), 200);
		})
		.openapi(routes.published, async (c) => {
			const row = await draftOf(db, accountIn(c), c.req.valid('param').id);
			const { event } = c.req.valid('json');
			const marked = await markPublished(deps, row, event, sessionIn(c).wallets, nowOf(deps));
			return c.json(draftView(marked), 200);
		});
}

async function nameOf({ db }: Deps, account: string): Promise<string> {
	const [row] = await db
		.select({ name: organizers.name })
		.from(organizers)
		.where(eq(organizers.account, account));
	return row?.name ?? '';
}
