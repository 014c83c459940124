import { eq } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import { limitRate } from '#shared/service/rate-limit.server.ts';
import type { Session } from '#shared/session.server.ts';
import { deleteDraft } from '../drafts/delete-draft.ts';
import { emptyDraft } from '../drafts/empty-draft.ts';
import { markPublished } from '../drafts/mark-published.ts';
import { answersIn, payeeInvitationsOf } from '../drafts/payee-answers.ts';
import { previewOf } from '../drafts/preview.ts';
import type { PublishFacts } from '../drafts/publish-facts-types.ts';
import { createDraft, draftOf, draftsOf, saveDraft } from '../drafts/store.ts';
import { draftSummary, draftView } from '../drafts/view.ts';
import { writeDocument } from '../drafts/write-document.ts';
import { pictureOf } from '../media/picture-of.ts';
import { organizers } from '../models/accounts.ts';
import type { DraftRow } from '../models/drafts.ts';
import { limits } from '../models/limits.ts';
import type { PayeeInvitationRow } from '../models/payees.ts';
import { type Deps, guarded } from './api-deps.ts';
import * as routes from './draft-routes.ts';
import { sessionIn } from './session.ts';

/** Limited because each document is a file that is never deleted. */
const documents = { seconds: 3600, max: 60, code: 'TOO_MANY_REQUESTS' };

/**
 * Drafts of the account acted for: write, preview, publish. Answers with DraftOfError, CreateDraftError, SaveDraftError,
 * DeleteDraftError, WriteDocumentError and MarkPublishedError; documents also with 429 TOO_MANY_REQUESTS.
 */
export function draftRoutes(deps: Deps) {
	const { db, seal, clock } = deps;
	const factsOf = async (
		session: Session,
		row: DraftRow,
		invitations: PayeeInvitationRow[],
	): Promise<PublishFacts> => {
		const [known, picture] = await Promise.all([
			deps.facts(session.wallets, { ...row, answers: answersIn(invitations) }),
			pictureOf(db, row.account, row.content.picture),
		]);
		return { ...known, picture };
	};
	return guarded()
		.openapi(routes.list, async (c) =>
			c.json({ items: (await draftsOf(db, sessionIn(c))).map(draftSummary) }, 200),
		)
		.openapi(routes.create, async (c) => {
			const session = sessionIn(c);
			const content = c.req.valid('json').content ?? emptyDraft(await nameOf(deps, session.account));
			return c.json(draftView(await createDraft(db, session, content, nowOf(deps))), 201);
		})
		.openapi(routes.get, async (c) =>
			c.json(draftView(await draftOf(db, sessionIn(c), c.req.valid('param').id)), 200),
		)
		.openapi(routes.save, async (c) => {
			const { id } = c.req.valid('param');
			const row = await saveDraft(db, sessionIn(c), id, c.req.valid('json'), nowOf(deps));
			return c.json({ version: row.version, updatedAt: row.updatedAt.toISOString() }, 200);
		})
		.openapi(routes.remove, async (c) => {
			await deleteDraft(deps, sessionIn(c), c.req.valid('param').id);
			return c.body(null, 204);
		})
		.openapi(routes.preview, async (c) => {
			const row = await draftOf(db, sessionIn(c), c.req.valid('param').id);
			const invitations = await payeeInvitationsOf(db, row.id, nowOf(deps));
			const known = await factsOf(sessionIn(c), row, invitations);
			return c.json(previewOf(row.content, row.version, known, { seal, invitations }), 200);
		})
		.openapi(routes.document, async (c) => {
			const session = sessionIn(c);
			const row = await draftOf(db, session, c.req.valid('param').id);
			const key = seal.keyOf('limit', `document ${session.account}`);
			await limitRate(db, limits, key, documents, clock.now());
			const invitations = await payeeInvitationsOf(db, row.id, nowOf(deps));
			const known = await factsOf(session, row, invitations);
			return c.json(await writeDocument(deps, row, known, session), 200);
		})
		.openapi(routes.published, async (c) => {
			const row = await draftOf(db, sessionIn(c), c.req.valid('param').id);
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
