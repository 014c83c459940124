import { runScript } from '#scripts/run-script.ts';
import { longCodeSaysWhy } from './long-code.ts';
import { runStories } from './run-stories.ts';
import { rungPhoneIsProved } from './rung-phone.ts';

/** `npm run e2e:phones`: phones that strangers made ring, or asked codes for, with scripts and without. */
await runScript(() =>
	runStories([
		{ works: { longCodeSaysWhy } },
		{ works: { rungPhoneIsProved } },
		{ works: { rungPhoneWithoutScripts: rungPhoneIsProved }, options: { javaScriptEnabled: false } },
	]),
);
