// older-node.mjs: the packages are written for Node 22; Debian 12's Node 18 lacks only these. Imported first.
import * as crypto from 'node:crypto';
import { register } from 'node:module';

globalThis.crypto ??= crypto.webcrypto;
globalThis.CryptoKey ??= crypto.webcrypto.CryptoKey;
URL.parse ??= (text, base) => (URL.canParse(text, base) ? new URL(text, base) : null);
if (!crypto.hash) register('./crypto-with-hash.mjs', import.meta.url);
