//! The rules of documents: what they may be, how large, how long they are kept (§ 9.2, T36).

/// The largest document, in bytes.
pub const LARGEST: u64 = 10 * 1024 * 1024;

crate::text_enum! {
    /// How long a document is kept (§ 9.2): as ESF evidence, or as part of the social follow-up.
    pub enum RetentionClass {
        EsfEvidence = "esf_evidence",
        SocialFollowUp = "social_follow_up",
    }
}

crate::text_enum! {
    /// What a document is, as its first bytes tell.
    pub enum ContentType {
        Pdf = "application/pdf",
        Png = "image/png",
        Jpeg = "image/jpeg",
    }
}

impl ContentType {
    /// What these first bytes are; none where they are nothing that is taken. A PDF begins with its mark: behind
    /// anything else it could be two things at once.
    pub fn of(head: &[u8]) -> Option<Self> {
        Self::parse(infer::get(head)?.mime_type()).filter(|kind| *kind != Self::Pdf || head.starts_with(b"%PDF-"))
    }

    /// The end of the name under which it is given back.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Jpeg => "jpg",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_tell_what_a_document_is() {
        let png = [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0];
        let cases: [(&[u8], Option<ContentType>); 9] = [
            (b"%PDF-1.7\n", Some(ContentType::Pdf)),
            (&png, Some(ContentType::Png)),
            (&[0xff, 0xd8, 0xff, 0xe0, 0, 16], Some(ContentType::Jpeg)),
            (b"", None),
            (b"<html><script>alert(1)</script>", None),
            (b"<svg xmlns=\"http://www.w3.org/2000/svg\">", None),
            (b"PK\x03\x04", None),
            (b"MZ\x90\x00", None),
            (b" %PDF-1.7", None),
        ];
        for (head, expected) in cases {
            assert_eq!(ContentType::of(head), expected, "{head:?}");
        }
    }
}
