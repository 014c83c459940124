import { actingCookie } from '#shared/acting-cookie.ts';
import type { Permission } from '#shared/roles.ts';
import { Browser } from '../../test/browser.ts';
import type { Fixture } from '../../test/fixture.ts';

export type RightsBody = { permissions: Permission[]; events: string[] | null; until: string | null };
export const rights = (permissions: Permission[], change: Partial<RightsBody> = {}): RightsBody => ({
	permissions,
	events: null,
	until: null,
	...change,
});

/** Several people of a team each owe a second factor; these have one, and show it for as long as a test lasts. */
async function showsFactor(fixture: Fixture, account: string): Promise<void> {
	await fixture.rows(
		`INSERT INTO platform.passkeys (id, account, name, public_key, counter, synced, created_at)
			VALUES ($1::text, $1::uuid, 'phone', '', 0, true, now()) ON CONFLICT DO NOTHING`,
		[account],
	);
	await fixture.rows("UPDATE platform.sessions SET strong_at = '2100-01-01' WHERE account = $1", [account]);
}

/** People who found teams, invite each other and join, through the routes that the web uses. */
export function teamFixture(fixture: Fixture, prefix: string) {
	let people = 0;
	const newPhone = (): string => `${prefix}${String(++people).padStart(10 - prefix.length, '0')}`;

	async function person(to = newPhone()): Promise<Browser & { phone: string }> {
		const browser = new Browser(fixture);
		await showsFactor(fixture, await browser.signIn(to));
		return Object.assign(browser, { phone: to });
	}

	/** Sets what the web's switch of accounts sets. */
	function actFor(browser: Browser, account: string | null): void {
		if (account) browser.cookies.set(actingCookie, account);
		else browser.cookies.delete(actingCookie);
	}

	async function founder(
		name = 'Pwani Laughs',
	): Promise<{ boss: Browser & { phone: string }; team: string }> {
		const boss = await person();
		const { status, body } = await boss.post('/v1/teams', { name });
		if (status !== 201) throw new Error(JSON.stringify(body));
		actFor(boss, body.account);
		return { boss, team: body.account };
	}

	/** The token of the newest message's link. */
	async function newestToken(): Promise<string> {
		const { body } = await new Browser(fixture).get('/v1/outbox');
		return /\/invitations\/([\w-]+)/.exec(body.items[0].text)![1]!;
	}

	async function invited(boss: Browser, to: string, offered: RightsBody): Promise<string> {
		const { status, body } = await boss.post('/v1/team/invitations', { to, ...offered });
		if (status !== 201) throw new Error(JSON.stringify(body));
		return newestToken();
	}

	/** Somebody who was invited, accepted, and acts for the team from now on. */
	async function joined(
		boss: Browser,
		offered: RightsBody,
	): Promise<Browser & { phone: string; id: string }> {
		const member = await person();
		const token = await invited(boss, member.phone, offered);
		const { status, body } = await member.post(`/v1/invitations/${token}/accept`);
		if (status !== 200) throw new Error(JSON.stringify(body));
		actFor(member, body.account);
		const { members } = (await boss.get('/v1/team')).body;
		return Object.assign(member, { id: members.at(-1).id as string });
	}

	return { newPhone, person, actFor, founder, newestToken, invited, joined };
}
