//! Values as Metal takes them: scalars of a launch as bytes, function constants as bytes with a type.

use enigma_core::passes::specialise::Constants;
use enigma_core::{Const, Scalar};

/// The bytes of one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bytes {
    bytes: [u8; 8],
    len: usize,
}

impl Bytes {
    /// The bytes of a value: as many as its dtype has, as Metal keeps them in memory.
    pub fn of(value: Const) -> Bytes {
        Bytes {
            // The low bytes come first, on the device as on every host of one.
            bytes: value.bits().to_le_bytes(),
            len: value.ty.bytes(),
        }
    }

    /// The bytes.
    pub fn get(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

/// One function constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoded {
    /// Its index.
    pub index: u32,
    /// Metal's number of its type.
    pub data_type: u32,
    /// Its value.
    pub value: Bytes,
}

/// Function constants, in the order of their indices.
pub fn encode(constants: &Constants) -> Vec<Encoded> {
    let encoded = constants.iter().map(|(&index, &value)| Encoded {
        index,
        data_type: data_type(value.ty),
        value: Bytes::of(value),
    });
    encoded.collect()
}

/// The number of a type in `MTLDataType`.
fn data_type(ty: Scalar) -> u32 {
    match ty {
        Scalar::Bool => 53,
        Scalar::I8 => 45,
        Scalar::U8 => 49,
        Scalar::I16 => 37,
        Scalar::U16 => 41,
        Scalar::I32 => 29,
        Scalar::U32 => 33,
        Scalar::I64 => 81,
        Scalar::U64 => 85,
        Scalar::F16 => 16,
        Scalar::BF16 => 121,
        Scalar::F32 => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::{Bytes, encode};
    use enigma_core::{Const, Scalar};

    #[test]
    fn a_value_has_the_bytes_of_its_dtype() {
        let bytes = |value| Bytes::of(value).get().to_vec();
        assert_eq!(bytes(Const::from_bool(true)), [1]);
        assert_eq!(bytes(Const::from_int(Scalar::I16, -2)), [0xfe, 0xff]);
        assert_eq!(bytes(Const::from_f64(Scalar::F32, 1.0)), [0, 0, 0x80, 0x3f]);
        assert_eq!(bytes(Const::from_f64(Scalar::BF16, 1.0)), [0x80, 0x3f]);
        let most = bytes(Const::from_int(Scalar::U64, i128::from(u64::MAX)));
        assert_eq!(most, [0xff; 8]);
    }

    #[test]
    fn function_constants_have_metals_types() {
        let constants = [
            (7, Const::from_f64(Scalar::F16, 2.0)),
            (1, Const::from_int(Scalar::U32, 9)),
        ];
        let encoded = encode(&constants.into_iter().collect());
        let seen: Vec<_> = encoded
            .iter()
            .map(|e| (e.index, e.data_type, e.value.get().to_vec()))
            .collect();
        assert_eq!(seen, [(1, 33, vec![9, 0, 0, 0]), (7, 16, vec![0, 0x40])]);
    }
}
