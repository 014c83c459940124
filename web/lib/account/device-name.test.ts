import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { deviceName } from './device-name.ts';

const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0';

test('a browser is recognised by the part that only it sends, since each claims to be the others too', () => {
	assert.is(
		deviceName(`Mozilla/5.0 (Linux; Android 15; K) ${chrome} Mobile Safari/537.36`),
		'Chrome · Android',
	);
	assert.is(deviceName(`Mozilla/5.0 (Windows NT 10.0) ${chrome} Safari/537.36 Edg/140.0`), 'Edge · Windows');
	assert.is(
		deviceName(`Mozilla/5.0 (Linux; Android 9) ${chrome} Mobile Safari/537.36 OPR/80`),
		'Opera · Android',
	);
	const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15';
	assert.is(deviceName(`${iphone} Version/18.0 Mobile/15E148 Safari/604.1`), 'Safari · iOS');
	assert.is(deviceName('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0'), 'Firefox · Linux');
});

test('an unknown browser has no name', () => {
	assert.is(deviceName('curl/8.0'), null);
	assert.is(deviceName(null), null);
});

test.run();
