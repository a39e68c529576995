// Chromium's virtual authenticator (CDP, WebAuthn domain): a platform authenticator that keeps
// discoverable keys, verifies whoever holds it, and answers at once.
import { note } from './secrets.js';

export class Passkeys {
  // For this page; other pages of the same browser have none.
  static async on(page) {
    const passkeys = new Passkeys();
    passkeys.cdp = await page.context().newCDPSession(page);
    await passkeys.cdp.send('WebAuthn.enable', { enableUI: false });
    const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
    ({ authenticatorId: passkeys.authenticatorId } = await passkeys.cdp.send('WebAuthn.addVirtualAuthenticator', { options }));
    return passkeys;
  }

  send(command, parameters = {}) {
    return this.cdp.send(`WebAuthn.${command}`, { authenticatorId: this.authenticatorId, ...parameters });
  }

  // With their private keys, so that they can be put back.
  async all() {
    const { credentials } = await this.send('getCredentials');
    for (const { privateKey } of credentials) note('private key', privateKey);
    return credentials;
  }

  put(credential) {
    return this.send('addCredential', { credential });
  }

  clear() {
    return this.send('clearCredentials');
  }

  // A finger that it knows, or one that it does not.
  verified(isUserVerified) {
    return this.send('setUserVerified', { isUserVerified });
  }
}
