import { secondSupportAddress, supportAddress } from '#scripts/services.ts';
import { freshAddress, signInByEmail } from './sign-in.ts';
import { Visit } from './visit.ts';

/** Two persons sign in with accounts that have the role, without the printed address. Other accounts open nothing. */
export async function supportSignsIn(visit: Visit): Promise<void> {
	await visit.open('/sign-in?next=/support');
	await signInByEmail(visit, supportAddress);
	await visit.reads('Cases');
	await visit.page.getByRole('link', { name: 'Decided' }).click();
	await visit.reads('Cases');
	await visit.accessible();
	const second = await Visit.begin(visit.context.browser()!, visit.base);
	await second.open('/sign-in?next=/support');
	await signInByEmail(second, secondSupportAddress);
	await second.reads('Cases');
	second.mustBeClean();
	await second.context.close();
	const fan = await Visit.begin(visit.context.browser()!, visit.base);
	await fan.open('/sign-in?next=/support');
	await signInByEmail(fan, freshAddress('fan'));
	await fan.reads('This page is for support');
	fan.forgive(/401/);
	fan.mustBeClean();
	await fan.context.close();
}
