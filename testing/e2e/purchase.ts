import { runScript } from '#scripts/run-script.ts';
import { cartByMpesa, cartByWallet, cartWithoutScripts } from './carts.ts';
import { keptForm, keptFormProvesPhone } from './kept-form.ts';
import * as oneOrder from './one-order.ts';
import { fitsOnOneScreen, homeShowsAnEvent, phoneIsRemembered, shillingsAlone } from './one-screen.ts';
import * as phoneKey from './phone-key.ts';
import { pressedAgainWithoutScripts } from './pressed-again.ts';
import { runStories } from './run-stories.ts';
import { translatedCheckout, translatedEarly, translatedOrder } from './translated.ts';
import { offlineWithAWallet } from './wallet-offline.ts';

/**
 * `npm run e2e:purchase`: one order from any number of presses, tabs and lost answers; translated pages; few taps; a
 * phone that is its key. Each story is another person.
 */
const stories = {
	...oneOrder,
	offlineWithAWallet,
	translatedCheckout,
	translatedOrder,
	translatedEarly,
	fitsOnOneScreen,
	homeShowsAnEvent,
	phoneIsRemembered,
	shillingsAlone,
	...phoneKey,
	cartByWallet,
	cartByMpesa,
};

await runScript(() =>
	runStories([
		...Object.entries(stories).map(([name, work]) => ({ works: { [name]: work } })),
		{ works: { pressedAgainWithoutScripts, cartWithoutScripts }, options: { javaScriptEnabled: false } },
		{ works: { keptForm, keptFormProvesPhone }, options: { javaScriptEnabled: false } },
	]),
);
