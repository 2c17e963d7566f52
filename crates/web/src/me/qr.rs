//! The shared secret as a QR code, drawn as SVG: one path of squares.

use ledger::SharedSecret;
use qrcodegen::{QrCode, QrCodeEcc};

/// Blank squares around the code, as the standard asks.
const QUIET: i32 = 4;

/// What the app reads: whose secret it is, of which program, and the secret.
pub fn address(shared: &SharedSecret, sign_in: &str) -> String {
    let name: String = form_urlencoded::byte_serialize(sign_in.as_bytes()).collect();
    format!("otpauth://totp/kamap:{name}?secret={}&issuer=kamap", shared.text())
}

/// The code; none where the text is too long for one.
pub fn svg(text: &str) -> Option<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let whole = code.size() + 2 * QUIET;
    let places = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
    let dark = places.filter(|(x, y)| code.get_module(*x, *y));
    let path: String = dark.map(|(x, y)| format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET)).collect();
    Some(format!(
        "<svg viewBox=\"0 0 {whole} {whole}\" aria-hidden=\"true\" shape-rendering=\"crispEdges\">\
         <path class=\"qr-ground\" d=\"M0 0h{whole}v{whole}H0z\"/><path class=\"qr-dark\" d=\"{path}\"/></svg>"
    ))
}
