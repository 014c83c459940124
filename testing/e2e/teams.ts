import { inMessageTo, lastNine } from './messages.ts';
import { freshPhone } from './phones.ts';
import { turnsOnAnApp } from './second-factor.ts';
import { freshAddress, signInByEmail, signInByPhone } from './sign-in.ts';
import type { Visit } from './visit.ts';

type Team = { name: string; path: string; allowed: string; hidden: string };
type Invited = { phone: string; path: string };

/** A team invites a member for one event, who joins, acts for it, and loses access when removed. Needs no scripts. */
export async function teamWorksTogether(visit: Visit): Promise<void> {
	const team = await startTeam(visit);
	const invited = await invite(visit, team);
	await strangerCannotJoin(visit, team, invited);
	const member = await join(visit, team, invited);
	await switchAccounts(member, team);
	await removalEndsAccess(visit, member, team, invited);
	await lastManagerStays(visit, team);
	member.mustBeClean();
	await member.context.close();
}

/** Both languages, one of them dark and narrow, one light and wide: nothing is cut off, everything is accessible. */
export async function teamLayouts(visit: Visit): Promise<void> {
	const { page, context, base } = visit;
	for (const [lang, colorScheme, width] of [
		['sw', 'dark', 390],
		['en', 'light', 1280],
	] as const) {
		await context.addCookies([{ name: 'lang', value: lang, url: base }]);
		await page.emulateMedia({ colorScheme });
		await page.setViewportSize({ width, height: 900 });
		for (const path of ['/organizer', '/organizer/team', '/invitations/unknown']) {
			await visit.open(path);
			for (const summary of await page.locator('main li summary').all()) await summary.click();
			await visit.fits();
			await visit.accessible();
		}
	}
	await context.addCookies([{ name: 'lang', value: 'en', url: base }]);
}

async function startTeam(visit: Visit): Promise<Team> {
	const { page } = visit;
	const name = `Pwani Laughs ${crypto.randomUUID().slice(0, 4)}`;
	await visit.open('/organizer/team');
	await visit.reads('Sign in');
	await signInByEmail(visit, freshAddress('achieng'));
	await visit.reads('Team');
	await page.getByLabel('The name that fans see').fill(name);
	await page.getByRole('button', { name: 'Start the team' }).click();
	await page.getByText('Your team is ready.').waitFor();
	const drafts: string[] = [];
	for (let i = 0; i < 2; i++) {
		await visit.open('/organizer');
		await page.getByRole('button', { name: 'New event' }).first().click();
		await page.waitForURL(/\/organizer\/drafts\/[^?]+/);
		drafts.push(new URL(page.url()).pathname);
	}
	return { name, path: '/organizer/team', allowed: drafts[0]!, hidden: drafts[1]! };
}

/** Each mistake is named at its field, and what was right stays. The message goes to the invited number only. */
async function invite(visit: Visit, team: Team): Promise<Invited> {
	const { page } = visit;
	const phone = freshPhone();
	await visit.open(team.path);
	await visit.reads(`Team of ${team.name}`);
	const form = page.getByRole('region', { name: 'Invite somebody' });
	const to = form.getByLabel('Phone number or e-mail address');
	const editing = form.getByLabel('Write and change events');
	const send = () => form.getByRole('button', { name: 'Send the invitation' }).click();
	await to.fill('12');
	await send();
	await form.getByRole('alert').filter({ hasText: 'not a Kenyan mobile number' }).waitFor();
	await to.fill(phone);
	await editing.uncheck();
	await send();
	await form.getByText('Choose at least one thing they may do.').waitFor();
	if ((await to.inputValue()) !== phone) throw new Error('the number is forgotten');
	await editing.check();
	await form.getByLabel('Only these').check();
	await form.locator(`input[value="${team.allowed.split('/').at(-1)}"]`).check();
	await form.getByLabel('Until (optional)').fill(inSixtyDays());
	await send();
	await page.getByText('The invitation is on its way.').waitFor();
	await visit.fits();
	await visit.accessible();
	visit.forgive(/400/);
	const link = await inMessageTo(visit, lastNine(phone), /https?:\/\/\S+\/invitations\/[\w-]+/);
	return { phone, path: new URL(link).pathname };
}

const inSixtyDays = (): string => new Date(Date.now() + 60 * 86_400_000).toISOString().slice(0, 10);

/** The link alone opens nothing. */
async function strangerCannotJoin(visit: Visit, team: Team, { path }: Invited): Promise<void> {
	const stranger = await visit.another();
	await stranger.open(path);
	await stranger.reads('Sign in');
	await signInByPhone(stranger, freshPhone());
	await stranger.reads(`${team.name} invites you`);
	await stranger.page.getByText('This invitation was sent to').waitFor();
	await stranger.accessible();
	if (await stranger.page.getByRole('button', { name: /^Join/ }).count())
		throw new Error('a stranger may join');
	stranger.mustBeClean();
	await stranger.context.close();
}

/** The member sees the one event of the invitation, and neither another one nor the other members. */
async function join(visit: Visit, team: Team, { phone, path }: Invited): Promise<Visit> {
	const member = await visit.another();
	const { page } = member;
	await member.open(path);
	await member.reads('Sign in');
	await signInByPhone(member, phone);
	await member.reads(`${team.name} invites you`);
	await member.fits();
	await member.accessible();
	await page.getByRole('button', { name: `Join ${team.name}` }).click();
	await member.reads('Your events');
	await page.locator(`main a[href="${team.allowed}"]`).waitFor();
	if (await page.locator(`main a[href="${team.hidden}"]`).count())
		throw new Error('a member of one event sees another one');
	if (await page.getByRole('button', { name: 'New event' }).count())
		throw new Error('a member of one event may begin new ones');
	await member.accessible();
	await member.open(team.hidden);
	await page.getByText('This page does not exist.').waitFor();
	member.forgive(/404/);
	await member.open(team.path);
	await page.getByText(`Members of ${team.name} are managed by others.`).waitFor();
	await member.open(path);
	await member.reads('This invitation is over');
	return member;
}

/** The header's menu switches between the person and the team; the team's drafts are closed to the person alone. */
async function switchAccounts(member: Visit, team: Team): Promise<void> {
	const { page } = member;
	const accounts = page.getByRole('form', { name: 'You act for' }).getByRole('button');
	await page.locator('header summary').click();
	await accounts.first().click();
	await member.reads('Organize with Passa');
	await member.open(team.allowed);
	await member.reads('Organize with Passa');
	await page.locator('header summary').click();
	await accounts.filter({ hasText: team.name }).click();
	await member.reads('Your events');
	await page.locator(`main a[href="${team.allowed}"]`).waitFor();
}

/** A removal works immediately: the member's next page is their own, and the draft is closed to their session. */
async function removalEndsAccess(visit: Visit, member: Visit, team: Team, { phone }: Invited): Promise<void> {
	const { page } = visit;
	const draft = `${visit.base}/api/platform/v1${team.allowed.replace('/organizer', '')}`;
	const before = await member.page.request.get(draft);
	if (before.status() !== 200) throw new Error(`a member's draft answers ${before.status()}`);
	await visit.open(team.path);
	const row = page.getByRole('listitem').filter({ hasText: `+2547•••••${phone.slice(-3)}` });
	const remove = async () => {
		await row.locator('summary', { hasText: 'Remove' }).click();
		await row.getByRole('button', { name: 'Remove from the team' }).click();
	};
	await remove();
	// Two people act for the team by now, so each owes a second factor.
	await turnsOnAnApp(visit);
	await visit.reads(`Team of ${team.name}`);
	await remove();
	await page.getByText('Removed. Their access has ended.').waitFor();
	const after = await member.page.request.get(draft);
	if (after.status() === 200) throw new Error('a removed member still reads the draft');
	await member.open(team.allowed);
	await member.reads('Organize with Passa');
}

async function lastManagerStays(visit: Visit, team: Team): Promise<void> {
	const { page } = visit;
	await visit.open(team.path);
	await page.locator('summary', { hasText: 'Leave this team' }).click();
	await page.getByRole('button', { name: 'Yes, leave the team' }).click();
	await page.getByRole('alert').filter({ hasText: 'A team needs somebody who may manage members' }).waitFor();
	await visit.reads(`Team of ${team.name}`);
	visit.forgive(/409/);
}
