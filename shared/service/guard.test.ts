import { Hono } from 'hono';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PassaError } from '../errors.ts';
import { access, type Role } from '../roles.ts';
import { ownSession, type Session } from '../session.server.ts';
import { bearer, type Guarded, guard, sameSecret, unlisted } from './guard.server.ts';

const test = suite('the guard of routes');
const serviceToken = 'between-our-services';

const sessionOf = (role: Role): Session => ownSession(role, [role]);
const verify = async (token: string): Promise<Session> => {
	if (token.startsWith('token-of-')) return sessionOf(token.slice(9) as Role);
	if (token === 'editor')
		return { ...ownSession('a team', ['organizer']), by: 'a person', may: ['event.edit'] };
	throw new PassaError('SESSION_INVALID', 'ended', { status: 401 });
};

const routes = {
	'GET /open': 'public',
	'GET /mine/:id': ['fan', 'organizer'],
	'GET /review': ['support', 'admin'],
	'GET /drafts': { may: 'event.edit' },
	'GET /order': 'holder',
	'POST /hook': 'provider',
	'POST /inner': 'service',
} as const;

/** An app of which the table knows everything but one route. */
function appOf(options: { token?: string; cookie?: boolean; without?: boolean } = {}) {
	const app = new Hono<Guarded>();
	app.onError((error, c) => c.text((error as PassaError).code, (error as PassaError).status as 400));
	const byCookie = async (c: { req: { header(name: string): string | undefined } }) =>
		c.req.header('cookie') === 'who=organizer' ? sessionOf('organizer') : null;
	if (!options.without)
		app.use(guard('indexer', verify, options.token, options.cookie ? byCookie : undefined));
	for (const route of [...Object.keys(routes), 'GET /forgotten']) {
		const [method, path] = route.split(' ') as [string, string];
		app.on(method, path, (c) => c.text(c.get('session')?.account ?? 'nobody'));
	}
	return app;
}

const asked = async (
	app: Hono<Guarded>,
	route: string,
	headers: Record<string, string> = {},
): Promise<string> => {
	const [method, path] = route.split(' ') as [string, string];
	const answer = await app.request(path.replace(':id', '7'), { method, headers });
	return `${answer.status} ${await answer.text()}`;
};
const as = (role: Role) => ({ authorization: `Bearer token-of-${role}` });

// The table is shared by all services: in this file's own process one of them has other routes.
const kept = access.indexer;
test.before(() => {
	access.indexer = { ...routes };
});
test.after(() => {
	access.indexer = kept;
});

test('what is public is open, and knows who comes with a token', async () => {
	assert.is(await asked(appOf(), 'GET /open'), '200 nobody');
	assert.is(await asked(appOf(), 'GET /open', as('fan')), '200 fan');
});

test('a route for roles: nobody must sign in, another role is refused, a listed one is let in', async () => {
	assert.is(await asked(appOf(), 'GET /mine/:id'), '401 SIGN_IN_NEEDED');
	assert.is(await asked(appOf(), 'GET /mine/:id', as('support')), '403 FORBIDDEN');
	assert.is(await asked(appOf(), 'GET /mine/:id', as('organizer')), '200 organizer');
	assert.is(await asked(appOf(), 'GET /review', as('organizer')), '403 FORBIDDEN');
});

test('a route for a permission: a role is not enough, and the cookie’s service learns that it acts for an account', async () => {
	assert.is(await asked(appOf(), 'GET /drafts', as('organizer')), '403 FORBIDDEN');
	assert.is(await asked(appOf(), 'GET /drafts', as('admin')), '403 FORBIDDEN');
	assert.is(await asked(appOf(), 'GET /drafts', { authorization: 'Bearer editor' }), '200 a team');
	assert.is(await asked(appOf(), 'GET /mine/:id', { authorization: 'Bearer editor' }), '403 FORBIDDEN');
	let wanted: unknown;
	const app = new Hono<Guarded>();
	app.use(
		guard('indexer', verify, undefined, async (_, access) => {
			wanted = access;
			return { ...ownSession('a team', []), may: ['event.edit'] };
		}),
	);
	app.get('/drafts', (c) => c.text(c.get('session')!.account));
	assert.is(await asked(app, 'GET /drafts'), '200 a team');
	assert.equal(wanted, { may: 'event.edit' });
});

test('control: without the guard the same routes are open to anybody', async () => {
	assert.is(await asked(appOf({ without: true }), 'GET /review'), '200 nobody');
	assert.is(await asked(appOf({ without: true }), 'GET /forgotten'), '200 nobody');
});

test('an invalid token is refused, not treated as a guest', async () => {
	assert.is(
		await asked(appOf(), 'GET /mine/:id', { authorization: 'Bearer nonsense' }),
		'401 SESSION_INVALID',
	);
	assert.is(await asked(appOf(), 'GET /mine/:id', { authorization: 'Basic nonsense' }), '401 SIGN_IN_NEEDED');
});

test('a route that the table does not know is refused to everybody', async () => {
	assert.is(await asked(appOf(), 'GET /forgotten'), '403 FORBIDDEN');
	assert.is(await asked(appOf(), 'GET /forgotten', as('admin')), '403 FORBIDDEN');
});

test('a path without a route gets the app’s own 404', async () => {
	assert.is(await asked(appOf(), 'GET /nowhere'), '404 404 Not Found');
});

test('a route for services wants their token; a session, even an admin’s, is refused', async () => {
	const app = appOf({ token: serviceToken });
	assert.is(await asked(app, 'POST /inner', { authorization: `Bearer ${serviceToken}` }), '200 nobody');
	assert.is(await asked(app, 'POST /inner', { authorization: 'Bearer another' }), '403 FORBIDDEN');
	assert.is(await asked(app, 'POST /inner', as('admin')), '403 FORBIDDEN');
	assert.is(await asked(app, 'POST /inner'), '403 FORBIDDEN');
	assert.is(await asked(appOf(), 'POST /inner', { authorization: 'Bearer undefined' }), '403 FORBIDDEN');
});

test('routes for holders and providers do not read the bearer as a session', async () => {
	assert.is(await asked(appOf(), 'GET /order', { authorization: 'Bearer a-read-token' }), '200 nobody');
	assert.is(await asked(appOf(), 'POST /hook', as('admin')), '200 nobody');
});

test('a cookie counts where the service keeps sessions, and a token goes before it', async () => {
	const cookie = { cookie: 'who=organizer' };
	assert.is(await asked(appOf({ cookie: true }), 'GET /mine/:id', cookie), '200 organizer');
	assert.is(await asked(appOf({ cookie: true }), 'GET /review', cookie), '403 FORBIDDEN');
	assert.is(
		await asked(appOf({ cookie: true }), 'GET /mine/:id', { cookie: 'who=nobody' }),
		'401 SIGN_IN_NEEDED',
	);
	assert.is(await asked(appOf({ cookie: true }), 'GET /mine/:id', { ...cookie, ...as('fan') }), '200 fan');
	assert.is(await asked(appOf(), 'GET /mine/:id', cookie), '401 SIGN_IN_NEEDED');
});

test('routes that are not listed, and entries without a route, are found', () => {
	assert.equal(unlisted('indexer', appOf() as never), ['GET /forgotten is not in the table']);
	const less = new Hono();
	less.get('/open', (c) => c.text(''));
	const missing = unlisted('indexer', less);
	assert.ok(missing.includes('POST /inner is no route'));
	assert.not.ok(missing.some((line) => line.startsWith('GET /open')));
});

test('secrets of any length are compared; the scheme `bearer` may be in any case', async () => {
	assert.ok(sameSecret('abc', 'abc'));
	for (const other of ['', 'ab', 'abd', 'abcd']) assert.not.ok(sameSecret('abc', other));
	const app = new Hono();
	app.get('/', (c) => c.text(bearer(c) ?? 'none'));
	const of = async (authorization: string) => (await app.request('/', { headers: { authorization } })).text();
	assert.is(await of('bearer x'), 'x');
	assert.is(await of('Bearer'), 'none');
	assert.is(await of('x'), 'none');
});

test.run();
